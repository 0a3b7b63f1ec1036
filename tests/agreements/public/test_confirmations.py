"""What the public reads of the confirmations: the office and the days; no person, no note, nothing unaccepted."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.attesting.actions import accept, attest
from agreements.exchange.agreement_columns import agreement_table
from agreements.models import Agreement
from agreements.record.contradictions import contradictions
from agreements.stages.actions import end
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.attesting.answers import TODAY, answer, happened, make_led, stretch_of
from tests.factories import make_office, make_source

pytestmark = pytest.mark.today(TODAY)


@pytest.fixture
def office(db):
    return make_office("Dinas Lingkungan Hidup", name_en="Environment Office")


@pytest.fixture
def agreement(office, editor):
    editor.first_name = "NamaPengisi"
    editor.save()
    return make_led(office, by=editor, public=True)


def asked(client, agreement):
    """The English page, whatever language an earlier request has left in the thread."""
    with override("id"):
        address = agreement.get_absolute_url()
    return client.get(f"/en{address}")


def page(client, agreement):
    return asked(client, agreement).content.decode()


def rows(client, agreement):
    return asked(client, agreement).context["confirmations"]


def test_accepted_answer_is_shown_with_office_and_days_and_without_people(client, agreement, office, editor, verifier):
    verifier.first_name = "NamaPenerima"
    verifier.save()
    source = make_source("Surat Dinas 12/2026", kind="letter")
    row = answer(agreement, office, running="yes", note="CATATANDALAM", source=source)
    accept(attest(row, by=editor, today=TODAY), by=verifier, today=TODAY)
    (shown,) = rows(client, agreement)
    assert (shown.period, shown.office, shown.source) == ("2 March 2023 – 20 November 2026", office, source)
    assert (shown.answered, shown.accepted) == ("answered on 20 November 2026", "accepted on 24 November 2026")
    text = page(client, agreement)
    for told in ("nothing happened in the period", "Environment Office", "Still in force or running", "Surat Dinas 12"):
        assert told in text
    assert "Known up to 20 November 2026, confirmed by Environment Office." in text
    for hidden in ("NamaPengisi", "NamaPenerima", editor.username, verifier.username, "CATATANDALAM"):
        assert hidden not in text


def test_answer_that_nobody_has_accepted_is_not_shown(client, agreement, office, editor):
    attest(answer(agreement, office), by=editor, today=TODAY)
    assert rows(client, agreement) == []
    assert "Known up to 1 March 2023, the latest recorded activity or paper." in page(client, agreement)


@pytest.mark.parametrize(("kind", "told"), [("asked", "asked on"), ("sources", "read on")])
def test_questions_in_vain_and_sources_read_are_shown(client, agreement, office, editor, kind, told):
    attest(answer(agreement, office, kind=kind, starts_on=""), by=editor, today=TODAY)
    (shown,) = rows(client, agreement)
    assert (shown.period, shown.answered) == ("until 20 November 2026", f"{told} 20 November 2026")
    assert (shown.accepted, shown.running, shown.contradicted) == ("", "", "")


def test_contradicted_answer_says_so(client, agreement, office, editor, verifier):
    accept(attest(answer(agreement, office), by=editor, today=TODAY), by=verifier, today=TODAY)
    happened(agreement, "2025-06-10")
    (shown,) = rows(client, agreement)
    assert "10 June 2025" in shown.contradicted
    assert "Known up to 10 June 2025, the latest recorded activity or paper." in page(client, agreement)


def test_the_earliest_of_the_activities_says_how_far_an_answer_counts(client, agreement, office, editor, verifier):
    accept(attest(answer(agreement, office), by=editor, today=TODAY), by=verifier, today=TODAY)
    for day in ("2026-11-18", "2024-05-03", "2025-06-10"):
        happened(agreement, day)
    (shown,) = rows(client, agreement)
    assert "3 May 2024" in shown.contradicted
    assert stretch_of(agreement, date(2026, 11, 17)).horizon_on == date(2025, 6, 10)


NO_LONGER = "Environment Office states on 20 November 2026 that it no longer runs."


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ([("no", "2026-11-20", True)], True),
        ([("no", "2026-11-20", False)], False),
        ([("no", "2026-11-20", True), ("yes", "2026-11-22", True)], False),
        ([("no", "2026-11-20", True), ("yes", "2026-11-22", False)], True),
        ([("no", "2026-11-20", True), ("not_asked", "2026-11-22", True)], True),
        ([("yes", "2026-11-10", True), ("no", "2026-11-20", True)], True),
        ([("yes", "2026-11-20", True)], False),
    ],
)
def test_that_an_office_says_it_no_longer_runs_stands_beside_the_status_and_is_a_contradiction(
    client, agreement, office, editor, verifier, said, is_told
):
    for running, day, is_accepted in said:
        given = {"running": running, "ends_on": day, "answered_on": date.fromisoformat(day)}
        row = attest(answer(agreement, office, **given), by=editor, today=TODAY)
        if is_accepted:
            accept(row, by=verifier, today=TODAY)
    assert (NO_LONGER in page(client, agreement)) == is_told
    agreement.refresh_from_db()
    with override("en"):
        found = [one for one in contradictions(agreement, [], TODAY) if "no longer runs" in one]
    assert len(found) == is_told
    assert all("but Environment Office states on 20 November 2026" in one for one in found)


def test_of_what_has_ended_nobody_needs_to_say_that_it_no_longer_runs(client, agreement, office, editor, verifier):
    row = attest(answer(agreement, office, running="no"), by=editor, today=TODAY)
    accept(row, by=verifier, today=TODAY)
    end(agreement, on=KnownDate.day(TODAY), by=editor, today=TODAY, reason="Selesai")
    assert NO_LONGER not in page(client, agreement)
    agreement.refresh_from_db()
    with override("en"):
        assert not [one for one in contradictions(agreement, [], TODAY) if "no longer runs" in one]


def test_file_tells_how_far_the_record_is_known(agreement, office, editor, verifier):
    def told():
        columns, lines = agreement_table(Agreement.objects.public(), staff=False, today=TODAY, language="en")
        (line,) = lines
        found = dict(zip([column.key for column in columns], line, strict=True))
        return found["known_up_to"], found["confirmed"]

    row = attest(answer(agreement, office), by=editor, today=TODAY)
    assert told() == (date(2023, 3, 1), False)
    accept(row, by=verifier, today=TODAY)
    assert told() == (date(2026, 11, 20), True)
