"""What the tests of corrections share: the facts of a record, and what stands on a row."""

from datetime import date

from agreements.corrections.actions import correction_of
from agreements.lifecycle import rules
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement, Stretch
from agreements.oversight.register_check import check_register
from agreements.record.saving import step_facts
from agreements.record.signing import SideSigned
from jambi_coop.lib.dates.known_date import KnownDate
from tests.clock import noon

TODAY = date(2026, 11, 24)
REASON = "Tercatat di berkas yang salah."
ON = KnownDate.day(date(2026, 5, 4))
UNKNOWN = KnownDate.unknown()
PARTIES = [SideSigned(side="all", signed_on=ON)]


def code_of(refusal):
    return refusal.value.error_list[0].code


def step_of(agreement, stage, holder=None):
    rows = agreement.steps.filter(stage=stage, **({"holder": holder} if holder else {}))
    return rows.order_by("round").last()


def names_of(row):
    return [one.name for one in correction_of(row).later_rows()]


def facts_of(agreement):
    """What the record says: its own facts, its steps as the rules read them, what is signed, what follows from it."""
    agreement = Agreement.objects.get(pk=agreement.pk)
    names = ("stage", "stage_as_of", "track", "ended_on", "end_reason", "end_reason_code", "joined_on", "signed_on")
    untouched = ("not_started", "unknown")
    return {
        **{name: getattr(agreement, name) for name in names},
        "steps": {
            (step.stage, step.holder, step.round, step.state, step.decided_on, step.received_on, step.outcome)
            for step in agreement.steps.all()
            if step.state not in untouched or step.round > 1
        },
        "signed": {(one.kind, one.signed_on) for one in agreement.instruments.all() if one.is_signed},
        "stretches": list(
            Stretch.objects.filter(agreement=agreement)
            .order_by("first_day")
            .values_list("first_day", "last_day", "status", "condition", "rule")
        ),  # fmt: skip
    }


def is_sound(agreement):
    """The gate holds, and the nightly check would write nothing else."""
    agreement = Agreement.objects.get(pk=agreement.pk)
    unmet = rules.missing(Track(agreement.track), Stage(agreement.stage), step_facts(agreement))
    drifts = [one for one in check_register(today=TODAY, now=noon(TODAY)) if one.is_drift]
    return not any(one.blocking for one in unmet) and not drifts
