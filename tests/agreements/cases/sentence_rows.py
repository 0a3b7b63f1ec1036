"""The rows of a record on which its sentences stand: how they are found, and how they are taken away."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model

from agreements.lifecycle.rules import position
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StepState, Track
from agreements.models import Agreement, FollowUp, LoadedRecord, Step
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate

from .conftest import TODAY

DATED = ("follow_ups", "instruments", "statements", "attestations", "transactions", "indicators", "beneficiaries")


def rows_of(*names: str) -> tuple[Callable, Callable]:
    """Return how the rows in these relations of an agreement are found, and how they are taken away."""

    def select(agreement: Agreement) -> list[Model]:
        return [row for name in names for row in getattr(agreement, name).all()]

    def remove(agreement: Agreement) -> None:
        agreement.instruments.update(changes=None)
        if "parties" in names:
            agreement.instruments.all().delete()
        for name in names:
            getattr(agreement, name).all().delete()
        refresh_digest(Agreement.objects.get(pk=agreement.pk))

    return select, remove


def steps_reached(agreement: Agreement) -> list[Model] | bool:
    """The steps that say that the present stage was reached, or the day that stands for one."""
    steps = agreement.steps.filter(stage=agreement.stage).exclude(state=StepState.UNKNOWN)
    return list(steps) or bool(agreement.stage_as_of)


def forget_stage(agreement: Agreement) -> None:
    """Leave the record at the first stage of its track, which nothing says that it has reached."""
    first = TRACKS[Track(agreement.track)][0].stage
    agreement.steps.all().delete()
    Step.objects.create(agreement=agreement, stage=first, state=StepState.UNKNOWN)
    row = Agreement.objects.get(pk=agreement.pk)
    row.stage, row.stage_as_of, row.stage_source = first, KnownDate.unknown(), None
    row.save()
    refresh_digest(row)


def everything(agreement: Agreement) -> list[Model] | bool:
    """All dated facts of a record: what its condition and its status come from."""
    return rows_of(*DATED)[0](agreement) or steps_reached(agreement)


def forget_everything(agreement: Agreement) -> None:
    rows_of(*DATED)[1](agreement)
    forget_joining(agreement)
    forget_stage(Agreement.objects.get(pk=agreement.pk))


def check_all(agreement: Agreement) -> None:
    forget_everything(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(checked_on=TODAY)


def forget_joining(agreement: Agreement) -> None:
    row = Agreement.objects.get(pk=agreement.pk)
    row.joined_on = KnownDate.unknown()
    row.save()


def columns(*names: str, **blank: Any) -> tuple[Callable, Callable]:
    """Return how it is seen that these columns are filled, and how they are emptied."""

    def select(row: Model) -> bool:
        return any(getattr(row, name) for name in names)

    def remove(row: Model) -> None:
        type(row)._base_manager.filter(pk=row.pk).update(**blank)

    return select, remove


def later_stages(agreement: Agreement) -> bool:
    track = Track(agreement.track)
    return position(track, Stage(agreement.stage)) < len(TRACKS[track]) - 1


def go_to_the_end(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(stage=TRACKS[Track(agreement.track)][-1].stage)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def sources_that_differ(agreement: Agreement) -> bool:
    rows = list(agreement.transactions.filter(kind="reported"))
    return any(
        one.currency == two.currency and one.amount != two.amount and one.source_id != two.source_id
        for one in rows
        for two in rows
    )


def is_granted_loan(agreement: Agreement) -> bool:
    return agreement.kind == Agreement.Kind.GRANTED_LOAN


def become_a_loan(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(kind=Agreement.Kind.LOAN)


def unknown_steps(agreement: Agreement) -> list[Model]:
    return list(agreement.steps.filter(state=StepState.UNKNOWN))


def forget_unknown_steps(agreement: Agreement) -> None:
    agreement.steps.filter(state=StepState.UNKNOWN).delete()


def is_comparison(agreement: Agreement) -> bool:
    return agreement.is_comparison


def become_ours(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(is_comparison=False)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def is_stage_unknown(agreement: Agreement) -> bool:
    states = set(agreement.steps.filter(stage=agreement.stage).values_list("state", flat=True))
    return states == {StepState.UNKNOWN}


def reach_the_stage(agreement: Agreement) -> None:
    agreement.steps.filter(stage=agreement.stage).update(state=StepState.DONE)


def is_silent(agreement: Agreement) -> bool:
    """No dated fact of the last days in which one still counts."""
    known = [row.started_on for row in agreement.follow_ups.all()] + [row.done_on for row in agreement.follow_ups.all()]
    known += [row.signed_on for row in agreement.instruments.all()] + [row.as_of for row in agreement.statements.all()]
    since = TODAY - timedelta(days=settings.ATTESTATION_VALID_DAYS)
    return all(day.latest is None or day.latest < since for day in known)


def be_active_today(agreement: Agreement) -> None:
    day = KnownDate.day(TODAY)
    FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat", done_on=day, is_public=True)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def has_a_condition(agreement: Agreement) -> bool:
    return agreement.digest.is_committed and not agreement.is_comparison


def discontinue(agreement: Agreement) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.DISCONTINUED)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))


def is_loaded(agreement: Agreement) -> bool:
    return LoadedRecord.objects.filter(object_id=agreement.pk).exists()
