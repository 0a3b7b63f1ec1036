"""The pages of one agreement after its signature: first follow-up, review, renewal."""

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement
from agreements.record.renewal import binds, is_renewed, movable
from agreements.record.staff.action_page import action_page, back_to, refuse_unless, row_url, tell
from agreements.record.status import is_known_to_live

from .plan_forms import FirstFollowUpForm, RenewForm, ReviewForm


def wants_first_follow_up(agreement: Agreement) -> bool:
    """True when a signed agreement is known not to have ended and has no open follow-up with a due date.

    If a signed text has renewed it, the first follow-up is asked for on the record of that text instead.
    """
    if not agreement.signed_on or not is_known_to_live(agreement, timezone.localdate()) or is_renewed(agreement):
        return False
    return not agreement.follow_ups.scheduled().exists()


def first_follow_up_url(agreement: Agreement) -> str:
    """Return the address of the page for the first follow-up."""
    return reverse("admin:agreements_agreement_first_follow_up", args=[agreement.pk])


def plan_urls(model_admin) -> list:
    """Return the URL patterns of the three pages, for the admin of agreements."""
    pages = {"first_follow_up": first_follow_up_page, "review": review_page, "renew": renew_page}
    return [row_url(model_admin, name, page) for name, page in pages.items()]


def first_follow_up_page(model_admin, request, agreement: Agreement):
    """Ask for the first follow-up; shown at once when an agreement is recorded as signed."""
    refuse_unless(not agreement.in_trash and request.user.has_perm("agreements.add_followup"))
    intro = _("What comes first, by whom, until when?")
    if binds(agreement):
        intro = _("The agreement is recorded as signed. What comes first, by whom, until when?")
    if agreement.renews_id:
        intro = " ".join(filter(None, [intro, _waiting(agreement.renews)]))
    return action_page(
        model_admin,
        request,
        FirstFollowUpForm(request.POST or None, row=agreement),
        _("First follow-up"),
        done=lambda planned: _planned(request, agreement, planned),
        intro=intro,
        button=_("Save"),
    )


def _planned(request, agreement: Agreement, follow_up):
    if follow_up is None:
        messages.warning(request, _("No first follow-up is decided yet. The agreement is on the work list."))
        return back_to(agreement)
    text = _("“%(title)s” is planned. Due: %(date)s.")
    return tell(request, text % {"title": follow_up.title, "date": follow_up.due_on}, agreement)


def review_page(model_admin, request, agreement: Agreement):
    """Record a review of an agreement."""
    refuse_unless(not agreement.in_trash and request.user.has_perm("agreements.add_review"))
    text = _("The review is recorded: %(decision)s.")
    return action_page(
        model_admin,
        request,
        ReviewForm(request.POST or None, row=agreement),
        _("Record a review"),
        done=lambda review: tell(request, text % {"decision": review.get_decision_display()}, agreement),
        intro=_("An evaluation and the decision that follows from it. Both stay in the register."),
    )


def renew_page(model_admin, request, agreement: Agreement):
    """Renew an agreement with a new text, as a new record."""
    refuse_unless(not agreement.in_trash and request.user.has_perm("agreements.add_agreement"))
    text = _("%(new)s renews %(old)s. Look over its title and summary.")
    old = agreement.register_number
    return action_page(
        model_admin,
        request,
        RenewForm(request.POST or None, row=agreement),
        _("Renew with a new text"),
        done=lambda new: tell(request, text % {"new": new.register_number, "old": old}, new),
        intro=_(
            "For a text that is negotiated afresh. A new record begins at its first stage. It takes over partners, "
            "fields, sectors and offices. Follow-ups that are planned and not begun move to it once it is signed and "
            "the public may read it as it may read this one; those that have been begun stay here. For an addendum or "
            "an exchange of letters record a review with an extension instead."
        ),
    )


def _waiting(old: Agreement) -> str:
    """Return a sentence on the follow-ups of the renewed record that move here later, so that nobody plans them
    twice."""
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
