"""The pages of the acts on letters, and the links to those that fit a step."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle import rules
from agreements.lifecycle.tracks import ASKED_STAGES
from agreements.lifecycle.vocabulary import SATISFIED, Stage, Track
from agreements.models import Letter, Step
from agreements.record.letters import has_letters
from agreements.record.staff.action_page import action_page, change_url, refuse_unless, tell
from agreements.record.staff.part_admin import way_back

from .letter_forms import ReceiptForm, ReceiveForm, RemindForm, RoundForm, SendForm, TakeBackForm
from .letters import lies_with_holder, may_have_round


class Act(NamedTuple):
    """One act on a step: its name for users, the form, what is said when it is done, and the steps that it fits."""

    title: str | Promise
    form: Callable
    done: str | Promise
    fits: Callable[[Step], bool]


def _may_ask(step: Step) -> bool:
    return has_letters(step) and step.state not in SATISFIED


def _waits_for_receipt(step: Step) -> bool:
    return lies_with_holder(step) and step.stage in ASKED_STAGES and not step.received_on


ACTS: dict[str, Act] = {
    "send": Act(gettext_lazy("Record a letter sent"), SendForm, gettext_lazy("The letter is recorded."), _may_ask),
    "receipt": Act(
        gettext_lazy("Record that it was received"),
        ReceiptForm,
        gettext_lazy("The day of receipt is recorded."),
        _waits_for_receipt,
    ),
    "remind": Act(
        gettext_lazy("Record a reminder"), RemindForm, gettext_lazy("The reminder is recorded."), lies_with_holder
    ),
    "receive": Act(
        gettext_lazy("Record the answer or another letter received"),
        ReceiveForm,
        gettext_lazy("The letter is recorded."),
        has_letters,
    ),
    "open_round": Act(
        gettext_lazy("Begin a further round"),
        RoundForm,
        gettext_lazy("A further round is begun."),
        may_have_round,
    ),
}


def is_open(step: Step) -> bool:
    """True for a step of its track that is not ahead; on others there is nothing to be done."""
    track, stage = Track(step.agreement.track), Stage(step.stage)
    return 0 <= rules.position(track, stage) <= rules.position(track, Stage(step.agreement.stage))


def acts_of(step: Step) -> list[str]:
    """Return the names of the acts that fit a step, which is the last round at its holder."""
    if step.agreement.in_trash or not is_open(step):
        return []
    return [name for name, act in ACTS.items() if act.fits(step)]


def step_links(step: Step) -> list[tuple[str, str]]:
    """Return (label, address) of the acts that fit a step; none where it has a later round."""
    rounds = step.agreement.steps.filter(stage=step.stage, holder=step.holder, round__gt=step.round)
    return [] if rounds.exists() else links_to_acts(step)


def links_to_acts(step: Step) -> list[tuple[str, str]]:
    """As `step_links`, of a step that is known to be the last round."""
    return [(str(ACTS[name].title), reverse(f"admin:agreements_step_{name}", args=[step.pk])) for name in acts_of(step)]


def act_page(name: str, model_admin, request, step: Step):
    """Show the form of one act on a step, and record it on POST."""
    act = ACTS[name]
    refuse_unless(model_admin.has_change_permission(request, step) and not step.agreement.in_trash)
    back = way_back(request, step.agreement) or change_url(step)
    return action_page(
        model_admin,
        request,
        act.form(request.POST or None, request.FILES or None, row=step),
        f"{act.title}: {step}",
        done=lambda _row: tell(request, str(act.done), back),
        intro=_intro(step),
        button=_("Save"),
    )


def _intro(step: Step) -> str:
    words = [step.agreement.register_number, step.agreement.title, str(step.get_state_display())]
    if step.round > 1:
        words.append(_("round %(number)d") % {"number": step.round})
    letters = "; ".join(" ".join(filter(None, [str(one), str(one.moved_on)])) for one in step.letters.all())
    return " · ".join(filter(None, [*words, letters]))


LETTER_PAGES = {name: partial(act_page, name) for name in ACTS}


def may_take_back(user) -> bool:
    """True for a user who may take back a letter."""
    return user.has_perm("agreements.correct_step")


def take_back_page(model_admin, request, letter: Letter):
    """Take back a letter that was recorded by mistake."""
    refuse_unless(may_take_back(request.user) and not letter.step.agreement.in_trash)
    return action_page(
        model_admin,
        request,
        TakeBackForm(request.POST or None, row=letter),
        _("Take back this letter"),
        done=lambda step: tell(request, _("The letter is taken back; the history keeps it."), step),
        intro=f"{letter.step}: {letter} {letter.moved_on}",
        danger=True,
    )
