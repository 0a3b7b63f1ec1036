"""Two people write on one agreement at the same moment: one order of locks, so nothing is lost and nobody is stuck."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from agreements.follow_up.actions import cancel_follow_up, finish_follow_up, move_due_dates
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, FollowUp, FollowUpReport
from agreements.office_reports.actions import approve_report, save_report, submit_report
from agreements.record.digest import drift_of, refresh_digests_of, with_rows
from agreements.record.locks import lock_agreements_of
from agreements.record.renewal import renew
from agreements.record.saving import save
from agreements.record.trash import move_to_trash
from agreements.stages.actions import advance
from agreements.stages.step_evidence import StepEvidence
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.versions.versioning import StaleVersion
from tests.factories import TODAY, make_office, make_partner, make_signed, sign

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


def at_once(*works) -> list[Exception]:
    """Start all at the same moment; what was refused in words. Anything else that is raised fails the test."""
    start = threading.Barrier(len(works), timeout=20)
    refused: list[Exception] = []
    broken: list[Exception] = []

    def run(work):
        try:
            start.wait()
            work()
        except (ValidationError, StaleVersion) as error:
            refused.append(error)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not broken
    return refused


def stored(agreement):
    return with_rows(Agreement.objects.filter(pk=agreement.pk)).select_related("digest").get()


def planned(agreement, title="Rapat", office=None):
    return FollowUp.objects.create(agreement=agreement, kind="meeting", title=title, office=office)


def office_of(operator):
    office = make_office("Dinas Pariwisata")
    office.liaisons.add(operator)
    return office


def finish(follow_up, by, on=20):
    done_on = KnownDate.day(TODAY.replace(day=1, month=on % 12 + 1, year=2025))
    return lambda: finish_follow_up(follow_up, done_on=done_on, result="Hasil", by=by, today=TODAY)


def submitted(follow_up, by, **values):
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=KnownDate.day(TODAY), **values)
    report = save_report(report, by=by, now=timezone.now())
    return submit_report(report, by=by, now=timezone.now())


def test_digest_sees_what_both_wrote(editor, verifier):
    agreement = make_signed(by=editor)
    for number in range(ROUNDS):
        rows = [planned(agreement, f"{number}-{letter}") for letter in "ab"]
        assert not at_once(finish(rows[0], editor, on=number), finish(rows[1], verifier, on=number + 1))
        assert drift_of(stored(agreement)) == []


@pytest.mark.parametrize(
    ("verb", "outcome"),
    [
        (
            lambda row, by: advance(
                row, to=Stage.IMPLEMENTATION, by=by, on=KnownDate.day(TODAY), today=TODAY, evidence=StepEvidence()
            ),
            lambda row: row.stage == Stage.IMPLEMENTATION,
        ),
        (
            lambda row, by: move_to_trash(row, by=by, now=timezone.now(), reason="Ganda"),
            lambda row: row.in_trash,
        ),
    ],
    ids=["advance", "trash"],
)
def test_a_verb_is_not_written_over_by_an_edit_of_a_part(editor, verifier, verb, outcome):
    for number in range(ROUNDS):
        agreement = make_signed(f"Nomor {number}", by=editor)
        row = planned(agreement)
        at_once(lambda row=agreement: verb(row, editor), finish(row, verifier))
        assert outcome(stored(agreement))


def test_one_report_is_approved_once_and_never_on_a_cancelled_follow_up(editor, verifier, operator, superuser):
    office = office_of(operator)
    agreement = make_signed(by=editor, lead_office=office)
    for number in range(ROUNDS):
        row = planned(agreement, f"{number}", office)
        report = submitted(row, operator, is_final=True, result="Hasil")
        refused = at_once(
            lambda report=report: approve_report(report, by=verifier, now=timezone.now()),
            lambda report=report: approve_report(report, by=superuser, now=timezone.now()),
            lambda row=row: cancel_follow_up(row, on=TODAY, reason="Batal", by=editor, today=TODAY),
        )
        # A report waits on it until it is approved, and then it is done: it is never cancelled.
        assert len(refused) == 2
        row.refresh_from_db()
        assert (bool(row.done_on), row.cancelled_on) == (True, None)
        assert drift_of(stored(agreement)) == []


def test_the_desk_moves_rows_of_several_agreements_while_others_write(editor, verifier):
    agreements = [make_signed(f"Nomor {number}", by=editor) for number in range(4)]
    rows = [planned(one) for one in agreements]

    def move(rows, day, by):
        with transaction.atomic():
            lock_agreements_of(FollowUp.objects.filter(pk__in=[row.pk for row in rows]))
            move_due_dates(rows, to=KnownDate.day(day), reason="Geser", by=by, today=TODAY)

    for number in range(ROUNDS):
        day = TODAY + timedelta(days=number)
        assert at_once(lambda day=day: move(rows, day, editor), lambda day=day: move(rows[::-1], day, verifier)) == []
        assert {row.due_on for row in FollowUp.objects.all()} == {KnownDate.day(day)}
    # The first date is no move, and whoever comes second finds the rows where they are to be.
    assert {row.times_moved for row in FollowUp.objects.all()} == {ROUNDS - 1}


def test_partner_is_renamed_while_its_agreements_are_written(editor, verifier):
    partner = make_partner("Mitra lama")
    agreements = [make_signed(f"Nomor {number}", by=editor, partner=partner) for number in range(3)]

    def rename(name):
        with transaction.atomic():
            row = type(partner).objects.get(pk=partner.pk)
            row.name = name
            save(row, by=editor)
            refresh_digests_of(row)

    for number in range(ROUNDS):
        row = planned(agreements[number % 3], f"{number}")
        at_once(lambda number=number: rename(f"Mitra {number}"), finish(row, verifier))
    assert all(drift_of(stored(one)) == [] for one in agreements)


def test_signing_a_renewal_while_the_old_record_is_written(editor, verifier):
    for number in range(ROUNDS):
        old = make_signed(f"Lama {number}", by=editor)
        new = renew(old, by=editor, today=TODAY)
        rows = [planned(old, letter) for letter in "ab"]
        at_once(lambda new=new: sign(new, editor), finish(rows[0], verifier))
        assert drift_of(stored(old)) == drift_of(stored(new)) == []
        rows[1].refresh_from_db()
        assert rows[1].agreement == new


def test_two_who_begin_a_report_begin_one(editor, operator):
    office = office_of(operator)
    agreement = make_signed(by=editor, lead_office=office)
    row = planned(agreement, office=office)

    def begin():
        save_report(FollowUpReport(follow_up=row, progress="Rapat"), by=operator, now=timezone.now())

    assert len(at_once(begin, begin)) == 1
    assert row.reports.count() == 1
