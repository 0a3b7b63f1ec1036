"""A form that was refused names each fault above, with the way to its field."""

import re

import pytest
from django.urls import reverse

from agreements.lifecycle.questions import BY_CODE
from agreements.templatetags.agreement_text import with_colon
from partners.models import Contact
from tests.agreements.staff_desk import fields_of
from tests.factories import make_agreement, make_assessment, make_partner

pytestmark = pytest.mark.django_db


def faults(response):
    """(id of the field, or none; the sentence) of each fault in the list."""
    page = response.content.decode()
    found = re.search(r'<div class="errornote fault-links".*?</div>', page, re.S)
    lines = re.findall(r"<li>(.*?)</li>", found[0], re.S) if found else []
    targets = [re.search(r'href="#([^"]+)"', line) for line in lines]
    assert all(f'id="{target[1]}"' in page for target in targets if target)
    return [
        (target and target[1], re.sub(r"<[^>]+>", "", line).strip())
        for target, line in zip(targets, lines, strict=True)
    ]


def test_faults_of_the_form_and_of_its_rows_are_listed(client, editor):
    client.force_login(editor)
    address = reverse("admin:agreements_agreement_add")
    response = client.post(address, {**fields_of(client.get(address)), "signed_on": "31/02/2026"})
    found = dict(faults(response))
    assert {"id_title", "id_kind", "id_signed_on", "id_parties-0-partner"} <= found.keys()
    assert found["id_signed_on"].startswith("Ditandatangani pada: “31/02/2026”")
    assert found["id_parties-0-partner"].startswith("Pihak 1: Mitra:")


def test_fault_of_the_whole_form_is_listed_without_a_field(client, editor):
    make_partner("Kota Seremban")
    client.force_login(editor)
    address = reverse("admin:partners_partner_add")
    data = {**fields_of(client.get(address)), "name": "Seremban City", "kind": "local_government"}
    assert [target for target, _words in faults(client.post(address, data))] == [None]
    assert faults(client.get(address)) == []


def test_fault_of_a_question_is_named_by_it_and_leads_to_its_boxes(client, editor):
    assessment = make_assessment(make_agreement())
    client.force_login(editor)
    address = reverse("admin:agreements_assessment_change", args=[assessment.pk])
    data = fields_of(client.get(address))
    del data["answers-0-reply"]
    ((target, words),) = faults(client.post(address, {**data, "answers-0-note": "Catatan tanpa jawaban"}))
    assert target == "id_answers-0-reply"
    assert words.startswith(f"{BY_CODE[data['answers-0-question']].name}: Jawaban: ")


def test_rows_that_go_have_no_faults(client, editor):
    partner = make_partner("Kota Seremban")
    contact = Contact.objects.create(partner=partner, name="Aminah", purpose="Surat")
    client.force_login(editor)
    address = reverse("admin:partners_partner_change", args=[partner.pk])
    data = {**fields_of(client.get(address)), "name": "", "contacts-0-name": "", "contacts-0-DELETE": "on"}
    assert data["contacts-0-id"] == str(contact.pk)
    assert [target for target, _words in faults(client.post(address, data))] == ["id_name"]


@pytest.mark.parametrize(("label", "shown"), [("Alasan", "Alasan:"), ("Kapan?", "Kapan?"), ("Lihat:", "Lihat:")])
def test_label_has_one_mark_at_its_end(label, shown):
    assert with_colon(label) == shown
