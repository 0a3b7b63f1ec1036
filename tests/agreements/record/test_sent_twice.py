"""A form that is sent twice has one effect: by a double click, and by two people in the same moment."""

import re
import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.lifecycle.vocabulary import Stage
from agreements.models import (
    Agreement,
    Assessment,
    DayOff,
    Document,
    FollowUp,
    Indicator,
    LegalBasis,
    MailPreference,
    Office,
    Regulation,
    Sector,
    Source,
    Statement,
    Transaction,
)
from jambi_coop.lib.files.private_files import content_of
from partners.forms import PartnerForm
from partners.models import Partner
from tests.agreements.staff_desk import errors_of, fields_of, refused, url
from tests.agreements.test_writers_at_once import at_once
from tests.factories import advance_to, make_agreement, make_document, make_office, make_partner, make_source, small_pdf

PARTNER = {"name": "Kota Seremban", "kind": "local_government"}
REGULATION = {"short_name": "PP 1/2030", "kind": "pp", "number": "1", "year": "2030", "title": "Uji", "slug": "pp-1"}
UNIQUE = {
    Office: {"name": "Dinas Uji", "code": "dinas-uji", "is_active": "on"},
    Sector: {"name": "Persampahan", "slug": "persampahan"},
    Source: {"kind": "press", "citation": "Surat kabar", "certainty": "read"},
    Regulation: REGULATION,
    LegalBasis: {"article": "Pasal 1", "summary": "Uji", "order": "1"},
    DayOff: {"day": "25-11-2026", "name": "Libur", "kind": "off", "source": "SE"},
    get_user_model(): {"username": "baru", "password1": "sungai-batang-hari-88", "password2": "sungai-batang-hari-88"},
    Assessment: {"city_needs": "Sampah"},
}
"""New rows of which the database holds no two."""
PARTS = {
    Statement: {"topic": "scope", "text": "Cakupan"},
    Transaction: {"kind": "reported", "currency": "IDR", "amount": "1500"},
    Indicator: {"title": "Guru terlatih", "level": "output", "unit": "orang"},
    FollowUp: {"kind": "meeting", "title": "Rapat"},
    Document: {"kind": "letter", "title": "Surat", "language": "id"},
}
"""Rows of an agreement, of which two may be alike."""


def client_of(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def address_and_data(client, model, values):
    """Where a new row is sent, and what the page sends with it."""
    opts = model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
    if model in PARTS or model is Assessment:
        address += f"?agreement={Agreement.objects.get().pk}"
    if model in (Statement, Transaction):
        values = values | {"source": make_source().pk}
    if model is LegalBasis:
        values = values | {"regulation": Regulation.objects.create(**{**REGULATION, "year": 2030}).pk}
    return address, fields_of(client.get(address)) | values


def post(client, model, address, data):
    files = {"file": content_of(small_pdf(), "surat.pdf")} if model is Document else {}
    return client.post(address, data | files)


@pytest.mark.django_db
@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_a_double_click_makes_one_row(superuser, model):
    make_agreement()
    client = client_of(superuser)
    address, data = address_and_data(client, model, PARTS[model])
    before = model.objects.count()
    first = post(client, model, address, data)
    assert first.status_code == 302, errors_of(first)
    again = post(client, model, address, data)
    assert model.objects.count() == before + 1
    there = reverse(f"admin:agreements_{model._meta.model_name}_change", args=[model.objects.latest("pk").pk])
    # It leads to the one that is there; where two alike may be meant, it names it.
    if model in (FollowUp, Document):
        assert again.status_code == 200
        assert there in again.content.decode()
    else:
        assert again.headers["Location"] == there


@pytest.mark.django_db
def test_a_letter_by_a_double_click_is_one(superuser):
    agreement = make_agreement(by=superuser)
    advance_to(agreement, Stage.COUNCIL, superuser)
    step = agreement.steps.get(stage=Stage.COUNCIL)
    client, address = client_of(superuser), url("step_send", step.pk)
    data = fields_of(client.get(address)) | {"number": "181/KS", "sent_on": "1 Mei 2026"}
    assert client.post(address, data).status_code == 302
    client.post(address, data)
    assert step.letters.count() == 1


@pytest.mark.django_db
def test_two_that_differ_are_two(superuser):
    make_agreement()
    client = client_of(superuser)
    address, data = address_and_data(client, Statement, PARTS[Statement])
    for text in ("Cakupan", "Cakupan lain"):
        assert client.post(address, data | {"text": text}).status_code == 302
    assert Statement.objects.count() == 2


@pytest.mark.django_db
def test_the_same_of_two_people_is_two(superuser, editor):
    make_agreement()
    address, data = address_and_data(client_of(superuser), Statement, PARTS[Statement])
    for user in (superuser, editor):
        assert client_of(user).post(address, data).status_code == 302
    assert Statement.objects.count() == 2


@pytest.mark.django_db
def test_another_body_of_the_same_name_is_recorded_once(superuser):
    client = client_of(superuser)
    address, data = address_and_data(client, Partner, PARTNER | {"keep_anyway": "on"})
    for _click in range(2):
        assert client.post(address, data).status_code == 302
    assert Partner.objects.count() == 1


@pytest.mark.django_db
def test_the_same_file_is_named_where_it_is_and_may_prove_something_else(superuser):
    agreement = make_agreement()
    there = make_document(agreement, kind="letter", title="Surat lama")
    client = client_of(superuser)
    address, data = address_and_data(client, Document, PARTS[Document])
    answer = post(client, Document, address, data)
    assert answer.status_code == 200
    assert "Surat lama" in errors_of(answer)
    assert url("document_change", there.pk) in answer.content.decode()
    assert post(client, Document, address, data | {"kind": "minutes"}).status_code == 302
    there.trashed_at = there.agreement.created_at
    there.save()
    assert post(client, Document, address, data).status_code == 302


# --- in the same moment ----------------------------------------------------------------------------------


def sent_at_once(users, model, values):
    """The answers to equal posts of these people."""
    address, data = address_and_data(client_of(users[0]), model, values)
    clients, answers = [client_of(user) for user in users], []
    assert not at_once(
        *(lambda client=client: answers.append(post(client, model, address, data)) for client in clients)
    )
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", UNIQUE, ids=lambda model: model.__name__)
def test_what_is_unique_is_recorded_once_and_said_in_words(superuser, model):
    make_agreement()
    before = model.objects.count()
    answers = sent_at_once([superuser] * 3, model, UNIQUE[model])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 302]
    assert model.objects.count() == before + 1
    told = [errors_of(answer) for answer in answers if answer.status_code == 200]
    ours = r"(telah|sudah) (ada|disebutkan)\.|Pasal ini sudah tercatat untuk peraturan tersebut\."
    assert [bool(re.search(ours, words)) for words in told] == [True, True]
    assert [words for words in told if "_" in words] == [], "the name of a constraint"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_a_part_is_recorded_once(superuser, model):
    make_agreement()
    before = model.objects.count()
    answers = sent_at_once([superuser] * 3, model, PARTS[model])
    # Who comes second is led to the row or told of it, whichever guard sees it first.
    assert {302} <= {answer.status_code for answer in answers} <= {200, 302}
    assert model.objects.count() == before + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keep", [{}, {"keep_anyway": "on"}], ids=["asked", "kept"])
def test_a_partner_is_recorded_once(superuser, keep):
    answers = sent_at_once([superuser] * 3, Partner, PARTNER | keep)
    assert {302} <= {answer.status_code for answer in answers} <= {200, 302}
    assert Partner.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_record_one_body(superuser, editor):
    answers = sent_at_once([superuser, editor], Partner, PARTNER)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert Partner.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_body_recorded_between_the_search_and_the_saving_is_seen(superuser, monkeypatch):
    search = PartnerForm._find_look_alikes

    def elsewhere():
        make_partner(PARTNER["name"])
        connection.close()

    def search_and_be_late(form, cleaned):
        found = search(form, cleaned)
        if not Partner.objects.exists():
            other = threading.Thread(target=elsewhere)
            other.start()
            other.join(20)
        return found

    monkeypatch.setattr(PartnerForm, "_find_look_alikes", search_and_be_late)
    client = client_of(superuser)
    address, data = address_and_data(client, Partner, PARTNER)
    assert refused(client.post(address, data)) == {"": ["Belum ada yang disimpan: mohon lihat catatannya dahulu."]}
    assert Partner.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_first_choice_of_mails_is_kept_once(operator):
    address = reverse("agreements:mail_preferences")
    clients, answers = [client_of(operator) for _number in range(3)], []
    assert not at_once(*(lambda client=client: answers.append(client.post(address, {})) for client in clients))
    assert [answer.status_code for answer in answers] == [302] * 3
    assert MailPreference.objects.get().wants_weekly is False


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_office_gets_one_calendar_address(superuser):
    office = make_office("Dinas Uji", code="uji")
    address = url("office_calendar", office.pk)
    data = fields_of(client_of(superuser).get(address))
    clients, answers = [client_of(superuser) for _number in range(3)], []
    assert not at_once(*(lambda client=client: answers.append(client.post(address, data)) for client in clients))
    assert {302} <= {answer.status_code for answer in answers} <= {200, 302, 409}
    office.refresh_from_db()
    assert office.calendar_link.token
    assert office.history.count() == 2
