"""The nightly check: drift makes it fail, what is unfinished is told with its number."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from agreements.models import (
    Agreement,
    Digest,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    JobRun,
    Measurement,
    Message,
    RegisterSeries,
    Step,
)
from agreements.oversight.register_check import CHUNK, check_register
from agreements.record.digest import refresh_digest
from agreements.record.letters import LetterFacts, add_letter
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import (
    make_agreement,
    make_document,
    make_instrument,
    make_office,
    make_partner,
    make_signed,
    make_source,
    make_term,
)

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def agreement(editor, chief):
    """A full record with nothing to find."""
    one = make_signed(by=editor, public=True, on=KnownDate.day(TODAY - timedelta(days=200)), person_in_charge=editor)
    make_term(one, starts_on=parse("2026-05-08"), ends_on=parse("2031-05-08"))
    make_document(one, by=editor)
    refresh_digest(one)
    return one


def found(**options):
    return list(check_register(today=TODAY, now=NOW, **options))


def groups():
    return {(one.group, one.where) for one in found()}


def test_finds_nothing_in_a_full_record(agreement):
    assert found() == []


def run(*options):
    with time_machine.travel(NOW, tick=False):
        call_command("check_register", *options)
    return JobRun.objects.order_by("pk").last()


def test_drift_fails_and_is_repaired(agreement, capsys):
    Digest.objects.filter(pk=agreement.pk).update(partner_names="Lain", results_promised=7)
    with pytest.raises(CommandError, match="berbeda dari catatannya: 1"):
        run()
    assert JobRun.objects.get().is_ok is False
    assert f"{agreement.register_number} – results_promised, partner_names" in capsys.readouterr().out
    assert run("--repair").is_ok
    assert run().is_ok
    assert Digest.objects.get(pk=agreement.pk).results_promised == 0


def test_missing_digest_is_drift(agreement):
    Digest.objects.all().delete()
    assert groups() == {("digest", agreement.register_number)}
    found(repair=True)
    assert found() == []


def test_step_that_says_something_else_than_its_letters_is_drift(agreement):
    step = agreement.steps.get(stage="council")
    add_letter(step, "out", LetterFacts(number="181/KS", sent_on=parse("2019-05-01")), by=None)
    refresh_digest(agreement)
    assert found() == []
    Step.objects.filter(pk=step.pk).update(letter_number="118/KS", reply_number="DPRD/9")
    (one,) = [one for one in found() if one.group == "letters"]
    assert (one.where, one.is_drift) == (agreement.register_number, True)
    assert one.text.endswith(": reply_number, letter_number")
    assert [one.repaired for one in found(repair=True) if one.group == "letters"] == [True]
    assert found() == []
    step.refresh_from_db()
    assert (step.letter_number, step.reply_number) == ("181/KS", "")


def test_number_series_behind_is_drift(agreement):
    RegisterSeries.objects.update(last=0)
    assert [one.is_drift for one in found()] == [True]
    found(repair=True)
    assert found() == []


def test_quiet_run_prints_nothing(agreement, capsys):
    run("--repair", "--verbosity", "0")
    assert capsys.readouterr().out == ""


def stage_back(one, editor):
    Agreement.objects.filter(pk=one.pk).update(stage="proposal")


def step_gone(one, editor):
    Step.objects.filter(agreement=one, stage="council").delete()


def open_ended(one, editor):
    ends = {"ends_on_earliest": None, "ends_on_latest": None, "ends_on_precision": "unknown"}
    one.instruments.filter(kind="mou").update(**ends, validity="open")


def nobody_said_how_long(one, editor):
    one.instruments.filter(kind="intent").update(kind="extension", changes=one.instruments.get(kind="mou"))


def extension_of_nothing(one, editor):
    Instrument.objects.filter(agreement=one, kind="mou").update(kind="minutes")
    make_instrument(one, "automatic")


def early_follow_up(one, editor):
    FollowUp.objects.create(agreement=one, kind="visit", title="x", done_on=parse("2020"), result="x")


def closed_account(one, editor):
    editor.is_active = False
    editor.save()


def nobody_in_charge(one, editor):
    Agreement.objects.filter(pk=one.pk).update(person_in_charge=None)
    FollowUp.objects.create(agreement=one, kind="visit", title="x")


def waiting_report(one, editor):
    row = FollowUp.objects.create(agreement=one, kind="visit", title="x")
    FollowUpReport.objects.create(follow_up=row, state="submitted", submitted_at=NOW - timedelta(days=15))


def unchecked_value(one, editor):
    indicator = Indicator.objects.create(agreement=one, title="x", level="output", unit="orang", is_public=False)
    Measurement.objects.create(
        indicator=indicator, period=parse("2026"), value=1, source=make_source(), state="approved"
    )


@pytest.mark.parametrize(
    ("change", "group"),
    [
        (stage_back, "stage"),
        (step_gone, "stage"),
        (open_ended, "review_date"),
        (nobody_said_how_long, "validity"),
        (extension_of_nothing, "base"),
        (early_follow_up, "contradiction"),
        (closed_account, "closed"),
        (nobody_in_charge, "in_charge"),
        (waiting_report, "report"),
        (unchecked_value, "measurement"),
    ],
)
def test_tells_what_does_not_fit(agreement, editor, change, group):
    change(agreement, editor)
    refresh_digest(agreement)
    assert (group, agreement.register_number) in groups()
    assert not any(one.is_drift for one in found())


def test_tells_offices_without_liaison_and_a_missing_head(agreement, chief):
    office = make_office("Dinas Sepi")
    FollowUp.objects.create(agreement=agreement, kind="visit", title="x", office=office)
    refresh_digest(agreement)
    chief.is_active = False
    chief.save()
    assert groups() == {("liaison", "Dinas Sepi"), ("head", "bagian-kerja-sama")}


@pytest.mark.parametrize(
    ("state", "values", "told"),
    [
        ("failed", {}, True),
        ("pending", {"created_at": NOW - timedelta(hours=2)}, False),
        ("sending", {"claimed_at": NOW - timedelta(minutes=61)}, True),
        ("sending", {"claimed_at": NOW - timedelta(minutes=59)}, False),
        ("failed", {"error": "superseded"}, False),
        ("sent", {}, False),
    ],
)
def test_tells_stuck_messages(chief, state, values, told):
    values = {"created_at": NOW - timedelta(days=2), **values}
    Message.objects.create(recipient=chief, key="k", kind="manual", text="x", state=state, **values)
    assert [one.group for one in found()] == (["message"] if told else [])


def test_leaves_the_unfinished_of_examples_and_trash_alone(agreement, editor):
    nobody_in_charge(agreement, editor)
    early_follow_up(agreement, editor)
    Agreement.objects.filter(pk=agreement.pk).update(is_example=True)
    refresh_digest(agreement)
    assert found() == []
    Agreement.objects.filter(pk=agreement.pk).update(is_example=False, trashed_at=NOW)
    refresh_digest(Agreement.objects.get(pk=agreement.pk))
    assert found() == []


def test_costs_the_same_number_of_queries_for_a_whole_chunk(agreement, editor, django_assert_max_num_queries):
    partner = make_partner("Mitra Bersama")
    for number in range(12):
        make_agreement(f"Kerja sama {number}", by=editor, partner=partner, person_in_charge=editor)
    assert CHUNK > 13
    with django_assert_max_num_queries(32):
        assert found() == []
