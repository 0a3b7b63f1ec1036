"""The tracks as data: each stage with its public group, article, holders and limits.

Sources: PP 28/2018 Articles 23-48, UU 23/2014 Articles 154 and 367, PP 10/2011, PP 2/2012.

To change a stage or a track: touch `Stage` or `Track` in `agreements.lifecycle.vocabulary` and a migration; `TRACKS`
here; the plain words in `agreements.lifecycle.explanations`; the Indonesian in `locale/id/LC_MESSAGES/django.po`; the
tables in `tests/agreements/lifecycle/test_rules.py`; the `life` of the cases in `fixtures/`. Afterwards run
`manage.py describe_lifecycle`. More: `docs/how-to/stage-or-track.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .vocabulary import ASKED_STATES, OWN_STATES, Holder, InstrumentKind, Stage, StatusGroup, StepState, Track

Text = str | Promise


@dataclass(frozen=True)
class StageSpec:
    """One stage of one track.

    `holders` are those who act: there is one step per holder. `asked`: an answer of others is awaited.
    `optional`: the stage may be left out or marked *not applicable*; `optional_word` says why. `event`: entering the
    stage means that it happened. `basis` names the article; empty where no law was found. `working_day_limit` is the
    number of working days that the law gives. `led_by` says who leads the work where that is neither the city nor the
    holder. `in_force_word` replaces "In force" as the status of the agreement. `instrument` is the paper that is
    signed at this stage: the step points at it, and the day of signing is there. `instead` may act in place of the one
    holder (`agreements.lifecycle.rules.acting_holders`). `title` replaces the name of the stage in this track.
    """

    stage: Stage
    group: StatusGroup
    basis: str = ""
    holders: tuple[Holder, ...] = (Holder.CITY,)
    asked: bool = False
    optional: bool = False
    event: bool = False
    in_force_word: Text = ""
    working_day_limit: int | None = None
    led_by: Text = ""
    optional_word: Text = _("not required in every case")
    instrument: InstrumentKind | None = None
    instead: Holder | None = None
    title: Text = ""

    @property
    def name(self) -> Text:
        return self.title or self.stage.label

    @property
    def possible_holders(self) -> tuple[Holder, ...]:
        return (*self.holders, self.instead) if self.instead else self.holders

    def states(self) -> tuple[StepState, ...]:
        """Return the states that a step of this stage can have."""
        own = ASKED_STATES if self.asked else OWN_STATES
        extra = (StepState.NOT_APPLICABLE,) if self.optional else ()
        return (*own, *extra, StepState.UNKNOWN)

    @property
    def satisfied_state(self) -> StepState:
        return StepState.APPROVED if self.asked else StepState.DONE

    @property
    def opening_state(self) -> StepState:
        """The state of the step when the agreement enters the stage."""
        if self.event:
            return StepState.DONE
        return StepState.NOT_STARTED if self.asked else StepState.IN_PROGRESS


_E, _P, _A, _F = StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING, StatusGroup.IN_FORCE
_CENTRE = (Holder.HOME_AFFAIRS, Holder.FOREIGN_AFFAIRS)
_FORCE = pgettext_lazy("agreement", "In force")
_IN_FILE = _("where the old file holds it")


def _party(track: Track) -> tuple[StageSpec, ...]:
    """Return the stages of the city's own cooperation.

    Article 28 is of both kinds. From the plan on, KSDLL follows KSDPL by Articles 38 (council, verification), 39
    (draft, meeting) and 40 (discussion, confirmation, signing).
    """
    is_ksdll = track == Track.KSDLL
    plan, draft, text = (f" jo. Ps {number}" if is_ksdll else "" for number in (38, 39, 40))
    return (
        StageSpec(Stage.INITIATIVE, _E, "PP 28/2018 Ps 28(1)-(2)"),
        StageSpec(Stage.EXPLORATION, _E, "PP 28/2018 Ps 28(3)"),
        StageSpec(Stage.CONSULTATION, _E, "PP 28/2018 Ps 28(4)", _CENTRE, asked=True),
        StageSpec(Stage.INTENT, _P, "PP 28/2018 Ps 28(4)-(5)", instrument=InstrumentKind.INTENT),
        StageSpec(Stage.PLAN, _P, f"PP 28/2018 Ps 28(5), 30(3){plan}"),
        StageSpec(
            Stage.COUNCIL,
            _A,
            f"PP 28/2018 Ps 30{plan}; UU 23/2014 Ps 154(1)g",
            (Holder.COUNCIL,),
            asked=True,
            working_day_limit=45,
        ),
        StageSpec(Stage.VERIFICATION, _A, f"PP 28/2018 Ps 31{plan}", (Holder.HOME_AFFAIRS,), asked=True),
        StageSpec(Stage.DRAFT, _P, f"PP 28/2018 Ps 32(1){draft}"),
        StageSpec(Stage.INTERMINISTERIAL, _A, f"PP 28/2018 Ps 32(2)-(3){draft}", (Holder.HOME_AFFAIRS,), asked=True),
        StageSpec(
            Stage.DISCUSSION,
            _P,
            f"PP 28/2018 Ps 33(1)-(2){text}",
            (Holder.PARTNER,),
            led_by=_("led by the Minister of Foreign Affairs or an official appointed for it"),
        ),
        StageSpec(Stage.CONFIRMATION, _A, f"PP 28/2018 Ps 33(3)-(4){text}", (Holder.FOREIGN_AFFAIRS,), asked=True),
        StageSpec(
            Stage.SIGNING,
            _F,
            f"PP 28/2018 Ps 33(4), 23(1){text}; UU 23/2014 Ps 367(2)",
            event=True,
            in_force_word=_FORCE,
            instrument=InstrumentKind.MOU,
        ),
        StageSpec(Stage.IMPLEMENTATION, _F, "PP 28/2018 Ps 43", in_force_word=_FORCE),
        StageSpec(Stage.COMPLETED, StatusGroup.ENDED, event=True),
    )


TRACKS: Mapping[Track, tuple[StageSpec, ...]] = {
    Track.KSDPL: _party(Track.KSDPL),
    Track.KSDLL: _party(Track.KSDLL),
    Track.PASS_ON: (
        StageSpec(Stage.PROPOSAL, _E),
        StageSpec(Stage.SELECTED, _P, optional=True, event=True),
        StageSpec(
            Stage.COUNCIL,
            _A,
            "UU 23/2014 Ps 154(1)f-g",
            (Holder.COUNCIL,),
            asked=True,
            optional=True,
            title=_("Opinion or approval of the city council (DPRD)"),
        ),
        # A direct grant is signed by the technical ministry, after consulting the Ministry of Finance and Bappenas.
        StageSpec(
            Stage.STATE_AGREEMENT,
            _A,
            "PP 10/2011 Ps 56(3), 63(1), 74(3)",
            (Holder.FINANCE,),
            asked=True,
            instead=Holder.LINE_MINISTRY,
            instrument=InstrumentKind.STATE_AGREEMENT,
        ),
        StageSpec(
            Stage.ON_GRANTING,
            _A,
            "PP 10/2011 Ps 34(2), 34(5), 57(2)",
            (Holder.FINANCE,),
            asked=True,
            optional=True,
            instrument=InstrumentKind.PASS_ON,
        ),
        StageSpec(Stage.IMPLEMENTATION, _F, "PP 10/2011 Ps 76", in_force_word=pgettext_lazy("project", "Running")),
        StageSpec(
            Stage.HANDOVER,
            _F,
            "PP 2/2012 Ps 25",
            optional=True,
            in_force_word=pgettext_lazy("project", "Handed over"),
            instrument=InstrumentKind.HANDOVER,
        ),
        StageSpec(Stage.OPERATION, _F, optional=True, in_force_word=_("In operation")),
        StageSpec(Stage.COMPLETED, StatusGroup.ENDED, event=True),
    ),
    Track.PROGRAMME: (
        StageSpec(Stage.RUNNING, _F, in_force_word=pgettext_lazy("programme", "Running")),
        StageSpec(Stage.COMPLETED, StatusGroup.ENDED, event=True),
    ),
    Track.MEMBERSHIP: (
        StageSpec(Stage.PROPOSAL, _E),
        StageSpec(Stage.OBSERVER, _F, event=True, optional=True, in_force_word=_("Observer")),
        StageSpec(Stage.MEMBER, _F, event=True, in_force_word=_("Member")),
        StageSpec(Stage.COMPLETED, StatusGroup.ENDED, event=True),
    ),
    Track.LEGACY: (
        StageSpec(Stage.INTENT, _P, optional=True, optional_word=_IN_FILE, instrument=InstrumentKind.INTENT),
        # Without an article: the laws of that time were not read, and a later law is no basis for an old text.
        StageSpec(
            Stage.CENTRAL_APPROVAL, _A, "", (Holder.HOME_AFFAIRS,), asked=True, optional=True, optional_word=_IN_FILE
        ),
        StageSpec(
            Stage.FULL_POWERS, _A, "", (Holder.FOREIGN_AFFAIRS,), asked=True, optional=True, optional_word=_IN_FILE
        ),
        StageSpec(
            Stage.SIGNING,
            _F,
            "PP 28/2018 Ps 48",
            event=True,
            in_force_word=_FORCE,
            instrument=InstrumentKind.MOU,
        ),
        StageSpec(Stage.IMPLEMENTATION, _F, in_force_word=_FORCE),
        StageSpec(Stage.COMPLETED, StatusGroup.ENDED, event=True),
    ),
    # One event and no procedure: what comes of it is a record of its own, in the track of its kind.
    Track.CONTACT: (StageSpec(Stage.CONTACT, _E, event=True),),
}

ASKED_STAGES = frozenset(spec.stage for specs in TRACKS.values() for spec in specs if spec.asked)
"""Stages at which an answer of others is awaited; a stage is one of them in every track or in none."""

END_STAGES: Mapping[Stage, StatusGroup] = {
    Stage.COMPLETED: StatusGroup.ENDED,
    Stage.TERMINATED: StatusGroup.ENDED,
    Stage.DISCONTINUED: StatusGroup.DISCONTINUED,
}


STAGE_GROUPS: Mapping[Stage, StatusGroup] = {
    **{spec.stage: spec.group for specs in TRACKS.values() for spec in specs},
    **END_STAGES,
}
"""Public group of each stage; a stage has the same group in every track."""

RUNNING_STAGES = tuple(stage for stage, group in STAGE_GROUPS.items() if group == StatusGroup.IN_FORCE)
"""Stages in force. The dates may give another status on a given day (`agreements.record.status`)."""

SIGNED_STAGES = frozenset(
    stage for stage, group in STAGE_GROUPS.items() if group in (StatusGroup.IN_FORCE, StatusGroup.ENDED)
)
"""Stages of agreements that were signed or begun, also where they have ended since; not of discontinued proposals."""

TRACK_OF_KIND: Mapping[str, Track] = {
    "sister_city": Track.KSDPL,
    "local_government": Track.KSDPL,
    "grant": Track.PASS_ON,
    "loan": Track.PASS_ON,
    "granted_loan": Track.PASS_ON,
    "training": Track.PROGRAMME,
    "membership": Track.MEMBERSHIP,
    "contact": Track.CONTACT,
}
"""Track that follows from the kind of an agreement; for other kinds the clerk chooses it."""
