"""Who sees and does what at the desk: the own office's agreements, two persons for publishing, the trash."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, BeneficiaryCount, Document, FollowUp, Statement, Step, Transaction
from jambi_coop.lib.files.private_files import content_of
from tests.agreements.staff_desk import (
    EMPTY,
    NO_RIGHT,
    NOT_OFFERED,
    errors_of,
    fields_of,
    refused,
    send,
    url,
)
from tests.factories import make_agreement, make_document, make_office, make_signed, make_source, small_pdf

pytestmark = pytest.mark.django_db
SECRET = "Rahasia dinas lain"


@pytest.fixture
def foreign(db):
    """An agreement that the operator's office has nothing to do with, with every kind of row."""
    agreement = make_agreement(SECRET)
    make_document(agreement, title=SECRET)
    source = make_source()
    office = make_office("Dinas lain")
    rows = {
        "step": agreement.steps.get(),
        "document": agreement.documents.get(),
        "followup": FollowUp.objects.create(agreement=agreement, kind="visit", title=SECRET, office=office),
        "indicator": agreement.indicators.create(title=SECRET, level="output", unit="ton"),
        "transaction": Transaction.objects.create(
            agreement=agreement, kind="pledge", amount=5, currency="EUR", source=source, description=SECRET
        ),
        "statement": Statement.objects.create(agreement=agreement, topic="scope", text=SECRET, source=source),
        "beneficiarycount": BeneficiaryCount.objects.create(
            agreement=agreement, kind="served", number=5, unit="people", group=SECRET, source=source
        ),
        "agreement": agreement,
    }
    rows["party"] = agreement.parties.get()
    rows["measurement"] = rows["indicator"].measurements.create(period="2020", value=3, source=source, comment=SECRET)
    return rows


@pytest.fixture
def own(operator):
    return make_agreement("Milik dinas kami", lead_office=operator.offices.get())


PARTS = ["party", "step", "document", "followup", "indicator", "measurement", "transaction", "statement"]
PARTS += ["beneficiarycount"]


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("model", ["agreement", *PARTS])
def test_operator_never_reads_a_word_of_another_office(client, operator, own, foreign, model, page):
    client.force_login(operator)
    response = client.get(url(f"{model}_{page}", foreign[model].pk), follow=True)
    if page == "delete" and model in ("statement", "beneficiarycount"):  # these have no trash
        assert response.status_code == 403
    else:
        assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", ["publication", "check", "restore", "purge", "verb"])
def test_operator_finds_no_action_on_another_office(client, operator, foreign, name):
    client.force_login(operator)
    args = [foreign["agreement"].pk, *(["advance"] if name == "verb" else [])]
    response = client.get(url(f"agreement_{name}", *args), follow=True)
    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("model", ["agreement", *PARTS])
def test_operator_lists_only_the_own_office(client, operator, own, foreign, model):
    client.force_login(operator)
    for query in ("", f"?agreement__id__exact={foreign['agreement'].pk}", "?q=rahasia"):
        limited = "agreement" in query and model in ("agreement", "measurement")
        response = client.get(url(f"{model}_changelist") + ("" if limited else query))
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


@pytest.mark.parametrize(("model", "field"), [("document", "agreement"), ("agreement", "parent")])
def test_autocomplete_offers_only_what_the_user_may_see(client, operator, own, foreign, model, field):
    client.force_login(operator)
    query = f"?app_label=agreements&model_name={model}&field_name={field}&term="
    make_document(own, title="Naskah kami")
    response = client.get(reverse("admin:autocomplete") + query)
    assert [one["text"] for one in response.json()["results"]] == [str(own)]


def test_operator_reads_the_own_agreement_without_a_foreign_parent(client, operator, own, foreign):
    own.parent = foreign["agreement"]
    own.save()
    client.force_login(operator)
    for query in ({}, {"part": "identity"}, {"part": "all"}):
        response = client.get(url("agreement_change", own.pk, **query))
        assert response.status_code == 200
        assert own.title in response.content.decode()
        assert SECRET not in response.content.decode()
    assert SECRET not in client.get(url("agreement_history", own.pk)).content.decode()


def test_the_shortcut_to_the_site_tells_no_title(client, operator, own, foreign):
    client.force_login(operator)
    for row in (foreign["agreement"], foreign["document"]):
        kind = ContentType.objects.get_for_model(row).pk
        response = client.get(f"/admin/r/{kind}/{row.pk}/")
        assert response.status_code == 404


def test_operator_looks_at_follow_ups_and_changes_none(client, operator, own):
    office = operator.offices.get()
    row = FollowUp.objects.create(agreement=own, kind="visit", title="Kunjungan", office=office)
    client.force_login(operator)
    assert client.get(url("followup_change", row.pk)).status_code == 200
    told = {"kind": "visit", "title": "Diubah", "done_on": "2026", "result": "Tanpa persetujuan", "office": office.pk}
    assert client.post(url("followup_change", row.pk), {**told, "version": row.version}).status_code == 403
    assert client.post(url("followup_add", agreement=own.pk), {**told, "agreement": own.pk}).status_code == 403
    row.refresh_from_db()
    assert (row.title, row.result) == ("Kunjungan", "")
    assert FollowUp.objects.count() == 1


def test_operator_cannot_hang_a_row_on_a_foreign_agreement(client, operator, own, foreign):
    client.force_login(operator)
    for query in ({}, {"agreement": foreign["agreement"].pk}):
        data = {"kind": "report", "title": "x", "agreement": foreign["agreement"].pk}
        data["file"] = content_of(small_pdf(), "laporan.pdf")
        response = send(client, url("document_add", **query), **data)
        assert refused(response) == {"agreement": NOT_OFFERED}
        assert SECRET not in response.content.decode()
    assert Document.objects.count() == 1


def test_exempt_documents_are_hidden_from_departments(client, operator, own):
    document = make_document(own, title=SECRET)
    client.force_login(operator)
    assert SECRET in client.get(url("document_changelist")).content.decode()
    assert SECRET in client.get(url("document_change", document.pk), follow=True).content.decode()
    Document.objects.filter(pk=document.pk).update(publication_class="exempt", exempt_ground="f")
    assert SECRET not in client.get(url("document_changelist")).content.decode()
    assert SECRET not in client.get(url("document_change", document.pk), follow=True).content.decode()


def publish(client, row, **values):
    name = row._meta.model_name
    return send(client, url(f"{name}_publication", row.pk), **{"new_class": "public", **values})


@pytest.mark.parametrize("make", [lambda: make_agreement(), lambda: make_document(make_agreement(), public=False)])
def test_publishing_takes_two(client, editor, verifier, make):
    row = make()
    type(row).objects.filter(pk=row.pk).update(edited_by=verifier)
    client.force_login(editor)
    assert refused(publish(client, row)) == {"": NO_RIGHT}
    client.force_login(verifier)
    assert refused(publish(client, row)) == {
        "": ["Perubahan terakhir Anda buat sendiri. Orang lain harus memeriksanya sebelum dipublikasikan."]
    }
    row.refresh_from_db()
    assert row.publication_class == "internal"
    type(row).objects.filter(pk=row.pk).update(edited_by=editor)
    response = publish(client, row)
    assert response.status_code == 302, errors_of(response)
    row.refresh_from_db()
    assert row.publication_class == "public"


def test_exempting_needs_a_ground_a_reason_and_a_review(client, editor):
    agreement = make_agreement(public=True)
    client.force_login(editor)
    values = {}
    for value, sentence in [
        ({"exempt_ground": "f"}, "Sebutkan dasar (UU 14/2008 Pasal 17) dan alasan pengecualian."),
        ({"exempt_reason": "Sedang dirundingkan"}, "Sebutkan dasar (UU 14/2008 Pasal 17) dan alasan pengecualian."),
        ({"exempt_review_on": "2027-01-01"}, "Isi kapan pengecualian ditinjau kembali."),
    ]:
        assert refused(publish(client, agreement, new_class="exempt", **values)) == {"": [sentence]}
        values |= value
    response = publish(client, agreement, new_class="exempt", **values)
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert (agreement.publication_class, agreement.exempt_ground) == ("exempt", "f")


def test_trash_and_back(client, editor):
    agreement = make_agreement()
    client.force_login(editor)
    assert refused(send(client, url("agreement_delete", agreement.pk))) == {"reason": EMPTY}
    assert send(client, url("agreement_delete", agreement.pk), reason="Ganda").status_code == 302
    agreement.refresh_from_db()
    assert (agreement.trashed_by, agreement.trashed_reason) == (editor, "Ganda")
    assert not client.get(url("agreement_changelist")).context["cl"].result_list
    assert list(client.get(url("agreement_changelist", trash=1)).context["cl"].result_list) == [agreement]
    assert client.get(url("agreement_change", agreement.pk)).status_code == 200
    page = client.get(url("agreement_change", agreement.pk, part="all"))
    assert page.status_code == 200
    assert client.post(url("agreement_change", agreement.pk, part="all"), fields_of(page)).status_code == 403
    assert send(client, url("agreement_restore", agreement.pk)).status_code == 302
    agreement.refresh_from_db()
    assert not agreement.in_trash


def test_trash_of_several_asks_once_for_the_reason(client, editor):
    rows = [make_agreement(f"Nomor {number}") for number in range(3)]
    client.force_login(editor)
    chosen = {"action": "move_selected_to_trash", "_selected_action": [row.pk for row in rows[:2]]}
    assert client.post(url("agreement_changelist"), chosen).status_code == 200
    assert Agreement.objects.alive().count() == 3
    assert client.post(url("agreement_changelist"), {**chosen, "reason": "Salah unggah"}).status_code == 302
    assert [row.title for row in Agreement.objects.alive()] == ["Nomor 2"]


def test_rows_of_a_trashed_agreement_are_not_changed_and_the_input_is_kept(client, editor):
    agreement = make_agreement()
    source = make_source()
    line = Statement.objects.create(agreement=agreement, topic="scope", text="Awal", source=source)
    client.force_login(editor)
    opened = fields_of(client.get(url("statement_change", line.pk)))
    send(client, url("agreement_delete", agreement.pk), reason="Ganda")
    response = client.post(url("statement_change", line.pk), {**opened, "text": "Sudah diketik panjang"})
    assert refused(response) == {"": ["Kerja sama ini ada di sampah. Pulihkan dahulu."]}
    assert "Sudah diketik panjang" in response.content.decode()
    line.refresh_from_db()
    assert line.text == "Awal"


def test_purging_needs_the_right_and_the_term(client, editor, manager):
    agreement = make_agreement()
    document = make_document(agreement)
    storage, name = document.file.storage, document.file.name
    client.force_login(editor)
    send(client, url("agreement_delete", agreement.pk), reason="Ganda")
    assert client.get(url("agreement_purge", agreement.pk)).status_code == 403
    client.force_login(manager)
    assert refused(send(client, url("agreement_purge", agreement.pk))) == {
        "": ["Data dapat dihapus permanen 90 hari setelah dipindahkan ke sampah."]
    }
    Agreement.objects.filter(pk=agreement.pk).update(trashed_at=timezone.now() - timedelta(days=400))
    assert storage.exists(name)
    assert send(client, url("agreement_purge", agreement.pk)).status_code == 302
    assert not Agreement.objects.exists()


def test_export_needs_the_right_and_keeps_the_filter(client, operator, editor):
    make_agreement("Hibah air", kind="grant")
    make_signed("Kota kembar")
    client.force_login(operator)
    assert client.get(url("agreement_export", "csv")).status_code == 403
    client.force_login(editor)
    body = b"".join(client.get(url("agreement_export", "csv", kind__exact="grant"))).decode()
    assert "Hibah air" in body
    assert "Kota kembar" not in body
    assert client.get(url("agreement_export", "ods")).status_code == 404


def test_steps_are_never_deleted(client, superuser):
    step = make_agreement().steps.get()
    client.force_login(superuser)
    assert client.post(url("step_delete", step.pk), {"post": "yes"}).status_code == 403
    assert Step.objects.filter(pk=step.pk).exists()
