"""The page of each life cycle action."""

from functools import partial

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from agreements.follow_up.plan_pages import first_follow_up_url, wants_first_follow_up
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, Track, Verb
from agreements.models import Agreement, Step
from agreements.record.permissions import may_do
from agreements.record.staff.action_page import action_page, back_to, refuse_unless, say
from jambi_coop.lib.files.retained_uploads import restore_uploads

from .past_steps_form import PastStepsForm
from .verb_forms import VERB_FORMS

VERB_TEMPLATE = "agreements/stages/verb.html"
PAST_STEPS_TEMPLATE = "agreements/stages/past_steps.html"


def verb_page(model_admin, request, agreement: Agreement, verb: str):
    """Show the form of one action of the life cycle, and run it on POST.

    `agreement` must be one that the user may see. Raises Http404 for an unknown action and PermissionDenied without the
    right.
    """
    if verb not in Verb.values:
        raise Http404
    verb = Verb(verb)
    refuse_unless(model_admin.has_change_permission(request, agreement) and may_do(request.user, verb))
    restore_uploads(request)
    form = VERB_FORMS[verb](request.POST or None, request.FILES or None, row=agreement)
    form.may_waive = may_do(request.user, Verb.WAIVE)
    return action_page(
        model_admin,
        request,
        form,
        str(verb.label),
        done=lambda unmet: _done(request, agreement, verb, unmet or ()),
        saved=partial(_saved_in_step, agreement),
        template=PAST_STEPS_TEMPLATE if isinstance(form, PastStepsForm) else VERB_TEMPLATE,
        is_possible=lambda: verb in rules.allowed_verbs(Track(agreement.track), Stage(agreement.stage)),
    )


def _saved_in_step(agreement: Agreement, name: str):
    """Return the value that the step of the present stage has now; None where it has no such column."""
    step = agreement.steps.filter(stage=agreement.stage).order_by("round").last()
    return getattr(step, name, None) if name in {field.name for field in Step._meta.fields} else None


def _done(request, agreement: Agreement, verb: Verb, unmet):
    agreement.refresh_from_db()
    text = _("“%(verb)s” is recorded. The stage is now “%(stage)s”.")
    say(request, text % {"verb": verb.label, "stage": agreement.get_stage_display()}, unmet)
    if verb in (Verb.ADVANCE, Verb.RECORD_PAST) and wants_first_follow_up(agreement):
        return HttpResponseRedirect(first_follow_up_url(agreement))
    return back_to(agreement)
