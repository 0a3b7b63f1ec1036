"""The pages of one agreement on what follows its signature: first follow-up, review, renewal."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.actions import binds, is_renewed, movable
from agreements.forms.plans import FirstFollowUpForm, RenewForm, ReviewForm
from agreements.models import Agreement
from agreements.status import is_known_to_live

from .page import back_to, run, say, show

TEMPLATE = "admin/agreements/action.html"


def wants_first_follow_up(agreement: Agreement) -> bool:
    """Signed and known to be alive, and nobody has said yet what comes next; what is over or has no date does not say
    it. What a signed text renews is asked there."""
    if not agreement.signed_on or not is_known_to_live(agreement, timezone.localdate()) or is_renewed(agreement):
        return False
    return not agreement.follow_ups.scheduled().exists()


def first_follow_up_url(agreement: Agreement) -> str:
    return reverse("admin:agreements_agreement_first_follow_up", args=[agreement.pk])


class PlansAdminMixin:
    """Adds the three pages to the admin of agreements."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:object_id>/first-follow-up/",
                wrap(self.first_follow_up_view),
                name="agreements_agreement_first_follow_up",
            ),
            path("<int:object_id>/review/", wrap(self.review_view), name="agreements_agreement_review"),
            path("<int:object_id>/renew/", wrap(self.renew_view), name="agreements_agreement_renew"),
            *super().get_urls(),
        ]

    def _agreement(self, request, object_id, right: str) -> Agreement | None:
        agreement = self.get_object(request, object_id)
        if agreement is not None and (agreement.in_trash or not request.user.has_perm(right)):
            raise PermissionDenied
        return agreement

    def first_follow_up_view(self, request, object_id):
        """Asked at once when an agreement is recorded as signed."""
        agreement = self._agreement(request, object_id, "agreements.add_followup")
        if agreement is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        form = FirstFollowUpForm(request.POST or None, row=agreement, today=timezone.localdate())
        if request.method == "POST" and form.is_valid():
            done, planned = run(form, lambda: form.act(request.user))
            if done and planned:
                say(request, _("“%(title)s” is planned. Due: %(date)s.") % _words(planned))
            elif done:
                messages.warning(request, _("No first follow-up is decided yet. The agreement is on the work list."))
            if done:
                return back_to(agreement)
        intro = _("What comes first, by whom, until when?")
        if binds(agreement):
            intro = _("The agreement is recorded as signed. What comes first, by whom, until when?")
        if agreement.renews_id:
            intro = " ".join(filter(None, [intro, _waiting(agreement.renews)]))
        title = _("First follow-up")
        return show(self, request, TEMPLATE, agreement, title, form=form, intro=intro, button=_("Save"))

    def review_view(self, request, object_id):
        agreement = self._agreement(request, object_id, "agreements.add_review")
        if agreement is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        form = ReviewForm(request.POST or None, row=agreement, today=timezone.localdate())
        if request.method == "POST" and form.is_valid():
            done, review = run(form, lambda: form.act(request.user))
            if done:
                say(request, _("The review is recorded: %(decision)s.") % {"decision": review.get_decision_display()})
                return back_to(agreement)
        intro = _("An evaluation and the decision that follows from it. Both stay in the register.")
        title = _("Record a review")
        return show(self, request, TEMPLATE, agreement, title, form=form, intro=intro, button=title)

    def renew_view(self, request, object_id):
        agreement = self._agreement(request, object_id, "agreements.add_agreement")
        if agreement is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        form = RenewForm(request.POST or None, row=agreement, today=timezone.localdate())
        if request.method == "POST" and form.is_valid():
            done, new = run(form, lambda: form.act(request.user))
            if done:
                text = _("%(new)s renews %(old)s. Look over its title and summary.")
                say(request, text % {"new": new.register_number, "old": agreement.register_number})
                return redirect("admin:agreements_agreement_change", new.pk)
        intro = _(
            "For a text that is negotiated afresh. A new record begins at its first stage. It takes over partners, "
            "fields, sectors and offices. Follow-ups that are planned and not begun move to it once it is signed and "
            "the public may read it as it may read this one; those that have been begun stay here. For an addendum or "
            "an exchange of letters record a review with an extension instead."
        )
        title = _("Renew with a new text")
        return show(self, request, TEMPLATE, agreement, title, form=form, intro=intro, button=title)


def _waiting(old: Agreement) -> str:
    """What is planned under the renewed record and moves here later, so that nobody plans it twice."""
    count = movable(old).count()
    if not count:
        return ""
    text = ngettext(
        "%(count)d follow-up planned under %(number)s moves here when this record is published; do not plan it again.",
        "%(count)d follow-ups planned under %(number)s move here when this record is published; do not plan them "
        "again.",
        count,
    )
    return text % {"count": count, "number": old.register_number}


def _words(follow_up) -> dict:
    return {"title": follow_up.title, "date": follow_up.due_on}
