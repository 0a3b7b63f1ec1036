"""Two editors at the desk, simultaneous new records, and pages that stay fast."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, FollowUp, Indicator, Statement
from tests.agreements.staff_desk import fields_of, send, url
from tests.factories import make_agreement, make_office, make_partner, make_source

pytestmark = pytest.mark.django_db


def test_second_editor_sees_both_sides_and_overwrites_nothing(desk, superuser):
    agreement = make_agreement()
    address = url("agreement_change", agreement.pk, part="all")
    opened = fields_of(desk.get(address))
    first = Client()
    first.force_login(superuser)
    send(first, address, title="Judul orang pertama")
    response = desk.post(address, {**opened, "title": "Judul orang kedua", "summary": "Ringkasan panjang"})
    assert response.status_code == 409
    page = response.content.decode()
    for text in ("Judul orang pertama", "Judul orang kedua", "Ringkasan panjang", superuser.username):
        assert text in page
    agreement.refresh_from_db()
    assert (agreement.title, agreement.summary) == ("Judul orang pertama", "")


def test_second_editor_of_a_row_inside_the_form_is_stopped_too(desk):
    agreement = make_agreement()
    party = agreement.parties.get()
    address = url("agreement_change", agreement.pk, part="all")
    opened = fields_of(desk.get(address))
    send(desk, address, **{"parties-0-role": "funder"})
    response = desk.post(address, {**opened, "parties-0-role": "accountable", "title": "Lain"})
    assert response.status_code == 409
    party.refresh_from_db()
    agreement.refresh_from_db()
    assert party.role == "funder"
    assert agreement.title != "Lain"


@pytest.mark.parametrize("version", [None, "", "99", "x", "-1"])
def test_missing_or_wrong_version_never_says_saved(desk, version):
    agreement = make_agreement()
    response = send(desk, url("agreement_change", agreement.pk, part="all"), title="Lain", version=version)
    assert response.status_code == 409
    agreement.refresh_from_db()
    assert agreement.title != "Lain"


@pytest.mark.parametrize("version", [None, "", "99", "x"])
@pytest.mark.parametrize("page", ["verb", "publication", "check", "delete", "restore"])
def test_every_action_page_wants_the_version(client, superuser, page, version):
    agreement = make_agreement()
    if page == "restore":
        client.force_login(superuser)
        send(client, url("agreement_delete", agreement.pk), reason="x")
    client.force_login(superuser)
    args = [agreement.pk, *(["advance"] if page == "verb" else [])]
    values = {"on": "2026", "new_class": "draft", "reason": "x", "version": version}
    response = send(client, url(f"agreement_{page}", *args), **values)
    assert response.status_code == 409
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.checked_on) == ("initiative", None)
    assert agreement.in_trash == (page == "restore")


def test_a_row_that_was_deleted_meanwhile_is_not_resurrected(desk):
    agreement = make_agreement()
    row = Statement.objects.create(agreement=agreement, topic="scope", text="Klaim", source=make_source())
    opened = fields_of(desk.get(url("statement_change", row.pk)))
    row.delete()
    response = desk.post(url("statement_change", row.pk), {**opened, "text": "Lain"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert not Statement.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_register_numbers_stay_unique_under_parallel_creates(editor):
    partner = make_partner()
    start = threading.Barrier(8)
    answers = []

    def create(number):
        client = Client()
        client.force_login(editor)
        data = fields_of(client.get(url("agreement_add")))
        start.wait()
        values = {"title": f"Nomor {number}", "kind": "grant", "parties-0-partner": partner.pk}
        answers.append(client.post(url("agreement_add"), {**data, **values}).status_code)
        connection.close()

    threads = [threading.Thread(target=create, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(Agreement.objects.values_list("register_number", flat=True))
    assert answers == [302] * 8
    assert [int(number[-4:]) for number in numbers] == list(range(1, 9))


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_list_asks_the_same_few_questions_at_20_and_at_60(desk):
    office = make_office()
    for number in range(20):
        make_agreement(f"Nomor {number}", lead_office=office, signed_on="2020")
    few = queries(desk, url("agreement_changelist"))
    for number in range(20, 60):
        make_agreement(f"Nomor {number}", lead_office=office, signed_on="2020")
    assert queries(desk, url("agreement_changelist")) == few
    assert few <= 12


@pytest.mark.parametrize("query", [{}, {"part": "all"}, {"part": "actors"}])
def test_task_list_and_form_ask_the_same_questions_whatever_hangs_on_the_agreement(desk, query):
    agreement, source = make_agreement(), make_source()
    address = url("agreement_change", agreement.pk, **query)

    def add(count):
        for number in range(count):
            FollowUp.objects.create(agreement=agreement, kind="visit", title=f"{number}", done_on="2020")
            Statement.objects.create(agreement=agreement, topic="scope", text=f"{number}", source=source)
            Indicator.objects.create(agreement=agreement, title=f"{number}", level="output", unit="orang")

    add(20)
    few = queries(desk, address)
    add(180)
    assert queries(desk, address) == few


@pytest.mark.parametrize("model", ["followup", "statement"])
def test_lists_of_rows_ask_the_same_questions_at_any_length(desk, model):
    agreement, source, office = make_agreement(), make_source(), make_office()

    def add(count):
        for number in range(count):
            FollowUp.objects.create(agreement=agreement, kind="visit", title=f"{number}", office=office)
            Statement.objects.create(agreement=agreement, topic="scope", text=f"{number}", source=source)

    add(5)
    few = queries(desk, url(f"{model}_changelist"))
    add(35)
    assert queries(desk, url(f"{model}_changelist")) == few <= 12
