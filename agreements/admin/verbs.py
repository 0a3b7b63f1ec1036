"""The page of each verb of the life cycle."""

from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import lifecycle
from agreements.forms import VERB_FORMS, PastStepsForm, VerbForm
from agreements.lifecycle import Stage, Track, Verb
from agreements.models import Agreement

from .page import back_to, refuse_unless, run, say, show
from .panel import may_do
from .plans import first_follow_up_url, wants_first_follow_up


def verb_page(model_admin, request, agreement: Agreement, verb: str):
    """Ask what the verb needs and do it; `agreement` is one that the user may see."""
    if verb not in Verb.values:
        raise Http404
    verb = Verb(verb)
    refuse_unless(model_admin.has_change_permission(request, agreement) and may_do(request.user, verb))
    form = _form(request, VERB_FORMS[verb], agreement, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done, unmet = run(form, lambda: form.act(request.user))
        if done:
            agreement.refresh_from_db()
            text = _("“%(verb)s” is recorded. The stage is now “%(stage)s”.")
            say(request, text % {"verb": verb.label, "stage": agreement.get_stage_display()}, unmet or ())
            if verb in (Verb.ADVANCE, Verb.RECORD_PAST) and wants_first_follow_up(agreement):
                return HttpResponseRedirect(first_follow_up_url(agreement))
            return back_to(agreement)
        if form.has_error("__all__", "conflict"):
            # The choices offered so far belonged to the stage that the reader had seen.
            form = _anew(request, form, agreement)
    track, stage = Track(agreement.track), Stage(agreement.stage)
    template = "past_steps" if isinstance(form, PastStepsForm) else "verb"
    return show(
        model_admin,
        request,
        f"admin/agreements/{template}.html",
        agreement,
        str(verb.label),
        form=form,
        button=str(verb.label),
        intro=form.intro,
        stage=stage,
        possible=verb in lifecycle.allowed_verbs(track, stage),
    )


def _form(request, kind: type[VerbForm], agreement: Agreement, data, files) -> VerbForm:
    form = kind(data, files, row=agreement, today=timezone.localdate())
    if isinstance(form, PastStepsForm):
        form.may_waive = may_do(request.user, Verb.WAIVE)
    return form


def _anew(request, form: VerbForm, agreement: Agreement) -> VerbForm:
    """The same input on the agreement as it is now, with the conflict told."""
    fresh = _form(request, type(form), agreement, form.data, form.files)
    fresh.full_clean()
    for error in form.errors.get("__all__", []).as_data() if "__all__" in form.errors else []:
        fresh.add_error(None, error)
    return fresh
