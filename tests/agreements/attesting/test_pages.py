"""The pages of the round: who opens them, answers row by row, nothing lost, and the acceptance by somebody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.attesting.actions import accept
from agreements.models import Agreement, Attestation
from agreements.record.rounds import begin_of_round, confirmable, is_due
from agreements.stages.actions import end
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import fields_of
from tests.factories import make_agreement, make_office, make_signed

from .answers import SIGNED, TODAY, entered, happened, make_led

pytestmark = pytest.mark.today(TODAY)

OFFICE_PAGE = "agreements:office_confirmations"


@pytest.fixture
def office(operator):
    return operator.offices.get()


@pytest.fixture
def agreement(office, editor):
    return make_led(office, by=editor)


@pytest.fixture
def phone(client, operator):
    client.force_login(operator)
    return client


def page_of(office):
    return reverse("admin:confirmations_of_office", args=[office.pk])


def send(client, address, answers, **changes):
    """Open a page, answer some agreements, {agreement: {field: value}}, and send it back."""
    data = fields_of(client.get(address))
    for agreement, values in answers.items():
        data |= {f"row-{agreement.pk}-{name}": value for name, value in values.items()}
    return client.post(address, data | changes)


def kinds(agreement):
    return list(agreement.attestations.values_list("kind", flat=True))


# --- when a round asks -----------------------------------------------------------------------------------

ROUNDS = [
    (date(2026, 6, 30), [1, 7], date(2026, 1, 1)),
    (date(2026, 7, 1), [1, 7], date(2026, 7, 1)),
    (date(2026, 1, 1), [1, 7], date(2026, 1, 1)),
    (date(2026, 1, 31), [3, 9], date(2025, 9, 1)),
    (date(2026, 7, 1), [], None),
]


@pytest.mark.parametrize(("today", "months", "begin"), ROUNDS)
def test_round_begins_on_the_first_of_its_months(settings, today, months, begin):
    settings.ATTESTATION_MONTHS = months
    assert begin_of_round(today) == begin


def due_on(today):
    return set(confirmable(Agreement.objects.all(), today, is_due(today)).values_list("title", flat=True))


def test_round_asks_until_an_answer_was_made_in_it(agreement, editor, verifier):
    assert due_on(TODAY) == {agreement.title}
    entered(agreement, editor, kind="sources")
    assert due_on(TODAY) == {agreement.title}
    row = entered(agreement, editor, kind="asked")
    assert due_on(TODAY) == set()
    assert due_on(date(2027, 1, 1)) == {agreement.title}
    row.delete()
    entered(agreement, editor, answered_on=date(2026, 6, 30), ends_on="2026-06-30")
    assert due_on(TODAY) == {agreement.title}


def test_round_asks_nothing_of_a_record_that_is_known_beyond_its_begin(agreement):
    happened(agreement, "2026-07-01")
    assert due_on(TODAY) == set()
    assert due_on(date(2027, 1, 1)) == {agreement.title}


def test_round_asks_only_for_what_binds_and_goes_on(agreement, office, editor):
    make_agreement("Penjajakan", lead_office=office)
    make_signed("Kota lain", on=KnownDate.day(SIGNED), is_comparison=True)
    over = make_led(office, "Sudah berakhir", by=editor)
    end(over, on=KnownDate.day(TODAY), by=editor, today=TODAY, reason="Selesai")
    assert due_on(TODAY) == {agreement.title}


# --- answers of the staff --------------------------------------------------------------------------------


def test_each_row_is_answered_for_itself(desk, office, agreement, editor):
    others = [make_led(office, f"Kerja sama {number}", by=editor) for number in range(4)]
    answers = {
        agreement: {"answer": "silent", "running": "yes", "ends_on": "2026-10-31"},
        others[0]: {"answer": "complete"},
        others[1]: {"answer": "asked"},
        others[2]: {"answer": "happened"},
    }
    response = send(desk, page_of(office), answers, **{"all-note": "Surat 12/KS"})
    assert (response.status_code, response["Location"]) == (302, page_of(office))
    row = agreement.attestations.get()
    assert (row.kind, row.running, row.office, row.note) == ("silent", "yes", office, "Surat 12/KS")
    assert (row.starts_on, row.ends_on) == (KnownDate.day(date(2023, 3, 2)), KnownDate.day(date(2026, 10, 31)))
    assert (row.answered_on, row.entered_by, row.accepted_on) == (TODAY, editor, None)
    assert [kinds(one) for one in others] == [["complete"], ["asked"], [], []]
    assert others[0].attestations.get().ends_on == KnownDate.day(TODAY)
    told = desk.get(page_of(office)).content.decode()
    assert f"{reverse('admin:agreements_followup_add')}?agreement={others[2].pk}" in told


def test_examples_are_there_to_try_with_a_mark(desk, office, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(is_example=True)
    page = desk.get(page_of(office))
    assert [row.agreement for row in page.context["sheet"].rows] == [agreement]
    assert '<span class="mark">' in page.content.decode()


def test_page_sent_without_an_answer_writes_nothing(desk, office, agreement):
    send(desk, page_of(office), {})
    assert not Attestation.objects.exists()


def test_page_offers_no_way_to_answer_all_at_once(desk, office, agreement, editor):
    make_led(office, "Kerja sama kedua", by=editor)
    page = desk.get(page_of(office))
    answers = [value for name, value in fields_of(page).items() if name.endswith("-answer")]
    assert answers == ["", ""]


def test_one_fault_keeps_every_answer_on_the_page_and_writes_none(desk, office, agreement, editor):
    other = make_led(office, "Kerja sama kedua", by=editor)
    happened(other, "2025-06-10")
    answers = {
        agreement: {"answer": "silent", "starts_on": "2023-03-02"},
        other: {"answer": "silent", "starts_on": "2025-01-01"},
    }
    response = send(desk, page_of(office), answers, **{"all-note": "Surat 12/KS"})
    assert not Attestation.objects.exists()
    (fault,) = response.context["faults"]
    assert fault.label.startswith("Kerja sama kedua")
    assert "10 Juni 2025" in fault.sentence
    kept = fields_of(response)
    assert (kept[f"row-{agreement.pk}-answer"], kept["all-note"]) == ("silent", "Surat 12/KS")
    assert kept[f"row-{other.pk}-starts_on"] == "2025-01-01"


@pytest.mark.parametrize("entry", [{"running": "yes"}, {"ends_on": "2026-10-31"}, {"starts_on": "2024-01-01"}])
@pytest.mark.parametrize("has_other", [True, False])
def test_entries_of_a_row_without_an_answer_are_not_lost(client, operator, office, agreement, editor, entry, has_other):
    other = make_led(office, "Kerja sama kedua", by=editor)
    answers = {agreement: entry} | ({other: {"answer": "complete"}} if has_other else {})
    for user, address in ((editor, page_of(office)), (operator, reverse(OFFICE_PAGE))):
        client.force_login(user)
        response = send(client, address, answers)
        assert not Attestation.objects.exists()
        (fault,) = response.context["faults"]
        assert fault.label.startswith(agreement.title)
        kept = fields_of(response)
        assert {name: kept[f"row-{agreement.pk}-{name}"] for name in entry} == entry
        if has_other:
            assert kept[f"row-{other.pk}-answer"] == "complete"


def test_future_day_of_the_answers_is_a_fault_of_the_head(desk, office, agreement):
    response = send(desk, page_of(office), {agreement: {"answer": "complete"}}, **{"all-answered_on": "2026-11-25"})
    assert [fault.id for fault in response.context["faults"]] == ["id_all-answered_on"]
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("entry", [{"answer": "complete"}, {"running": "no"}, {"ends_on": "2026-10-31"}])
def test_answer_to_a_row_that_left_the_office_is_not_lost_silently(desk, office, agreement, editor, entry):
    make_led(office, "Kerja sama kedua", by=editor)
    typed = {f"row-{agreement.pk}-{name}": value for name, value in entry.items()}
    data = fields_of(desk.get(page_of(office))) | typed
    Agreement.objects.filter(pk=agreement.pk).update(lead_office=make_office("Dinas Lain"))
    response = desk.post(page_of(office), data)
    assert response.status_code == 200
    assert response.context["faults"]
    assert not Attestation.objects.exists()


def test_without_a_lead_office_the_page_asks_which_one_answered(desk, editor):
    agreement = make_led(None, by=editor)
    address = reverse("admin:confirmations_without_office")
    response = send(desk, address, {agreement: {"answer": "complete"}})
    assert [fault.id for fault in response.context["faults"]] == ["id_all-office"]
    asked = make_office("Bappeda")
    send(desk, address, {agreement: {"answer": "complete"}}, **{"all-office": asked.pk})
    assert agreement.attestations.get().office == asked


def test_list_of_offices_counts_what_the_round_asks_for(desk, office, agreement, editor):
    entered(make_led(office, "Sudah dijawab", by=editor), editor)
    make_led(None, "Tanpa perangkat daerah", by=editor)
    context = desk.get(reverse("admin:confirmations")).context
    assert context["lines"] == [(office, 2, 1)]
    assert (context["without"], context["waiting"], context["begin"]) == ((1, 1), 1, date(2026, 7, 1))


@pytest.mark.parametrize("name", ["confirmations", "confirmations_of_office", "confirmations_to_accept"])
def test_number_of_queries_does_not_grow(desk, office, editor, verifier, name):
    address = page_of(office) if name == "confirmations_of_office" else reverse(f"admin:{name}")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    entered(make_led(office, "Pertama", by=editor), verifier)
    queries()
    first = queries()
    for number in range(4):
        entered(make_led(office, f"Kerja sama {number}", by=editor), verifier)
    assert queries() == first


# --- acceptance ------------------------------------------------------------------------------------------


def ticks(response):
    """{title: value of its tick, None where there is none} of the page of acceptance."""
    return {
        line["row"].agreement.title: None if line["is_own"] else line["value"] for line in response.context["lines"]
    }


def test_only_what_others_entered_can_be_ticked_and_is_accepted_one_by_one(desk, office, agreement, editor, verifier):
    own = make_led(office, "Isian sendiri", by=editor)
    left = make_led(office, "Tidak dicentang", by=editor)
    entered(own, editor)
    for one in (agreement, left):
        entered(one, verifier)
    entered(agreement, verifier, kind="asked")
    address = reverse("admin:confirmations_to_accept")
    found = ticks(desk.get(address))
    assert set(found) == {agreement.title, own.title, left.title}
    assert found[own.title] is None
    assert desk.post(address, {"accept": [found[agreement.title]]}).status_code == 302
    accepted = Attestation.objects.filter(accepted_on__isnull=False)
    assert [(row.agreement, row.accepted_by, row.accepted_on) for row in accepted] == [(agreement, editor, TODAY)]


def test_one_refusal_accepts_none_and_keeps_the_ticks(desk, office, agreement, editor, verifier):
    own = make_led(office, "Isian sendiri", by=editor)
    rows = [entered(agreement, verifier), entered(own, editor)]
    address = reverse("admin:confirmations_to_accept")
    response = desk.post(address, {"accept": [f"{row.pk}:{row.version}" for row in rows]})
    assert not Attestation.objects.filter(accepted_on__isnull=False).exists()
    lines = {line["row"]: line for line in response.context["lines"]}
    assert lines[rows[0]]["is_ticked"]
    assert not lines[rows[0]]["error"]
    assert own.title in lines[rows[1]]["error"]


def test_answer_that_changed_meanwhile_is_not_accepted(desk, agreement, verifier):
    row = entered(agreement, verifier)
    response = desk.post(reverse("admin:confirmations_to_accept"), {"accept": [f"{row.pk}:{row.version + 1}"]})
    assert response.context["lines"][0]["error"]
    row.refresh_from_db()
    assert row.accepted_on is None


# --- the page of an office -------------------------------------------------------------------------------


def test_officer_answers_for_the_own_offices_and_is_not_offered_asked_in_vain(
    phone, office, agreement, operator, editor
):
    make_led(make_office("Dinas Lain"), "Bukan milik kami", by=editor)
    page = phone.get(reverse(OFFICE_PAGE))
    assert [row.agreement for row in page.context["sheet"].rows] == [agreement]
    choices = [value for value, _label in page.context["sheet"].rows[0].fields["answer"].choices]
    assert choices == ["", "silent", "complete", "happened"]
    send(phone, reverse(OFFICE_PAGE), {agreement: {"answer": "complete"}})
    row = agreement.attestations.get()
    assert (row.kind, row.office, row.entered_by, row.accepted_on) == ("complete", office, operator, None)


def test_officer_sends_no_other_answer_and_for_no_other_office(phone, agreement, editor):
    response = send(phone, reverse(OFFICE_PAGE), {agreement: {"answer": "asked"}})
    assert response.context["faults"]
    foreign = make_led(make_office("Dinas Lain"), "Bukan milik kami", by=editor)
    data = fields_of(phone.get(reverse(OFFICE_PAGE)))
    data |= {"row": [agreement.pk, foreign.pk], f"row-{foreign.pk}-answer": "complete"}
    assert phone.post(reverse(OFFICE_PAGE), data).context["faults"]
    assert not Attestation.objects.exists()


def test_list_of_reports_links_to_the_page_while_the_round_asks(phone, agreement, operator):
    address = reverse(OFFICE_PAGE)
    assert address in phone.get(reverse("agreements:report_list")).content.decode()
    entered(agreement, operator)
    assert address not in phone.get(reverse("agreements:report_list")).content.decode()


def test_account_without_an_office_finds_nothing(client, editor):
    client.force_login(editor)
    assert client.get(reverse(OFFICE_PAGE)).status_code == 404


def test_answers_sent_after_the_session_ended_are_kept_through_the_login(client, phone, agreement, operator):
    data = fields_of(phone.get(reverse(OFFICE_PAGE))) | {f"row-{agreement.pk}-answer": "complete"}
    phone.logout()
    asked = client.post(reverse(OFFICE_PAGE), data)
    assert asked.status_code == 403
    assert not Attestation.objects.exists()
    again = fields_of(asked)
    names = {name.rpartition("-")[2]: name for name in again if name.endswith(("username", "password"))}
    again |= {names["username"]: operator.username, names["password"]: "kata-sandi-panjang"}
    client.post(reverse(OFFICE_PAGE), again)
    assert kinds(agreement) == ["complete"]


def test_accepted_answer_of_an_officer_carries_the_record(phone, agreement, editor):
    send(phone, reverse(OFFICE_PAGE), {agreement: {"answer": "complete", "running": "yes"}})
    accept(agreement.attestations.get(), by=editor, today=TODAY)
    stretch = agreement.stretches.get(first_day__lte=TODAY, last_day__gte=TODAY)
    assert (stretch.horizon_on, stretch.evidence_on, stretch.is_attested) == (TODAY, TODAY, True)
