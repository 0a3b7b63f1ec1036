"""The pages of the rows that hang on an agreement: limited to it, checked, with their own rules."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from agreements.models import Document, FollowUp, Indicator, Measurement, Statement, Transaction
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import content_of
from tests.agreements.staff_desk import (
    EMPTY,
    NOT_OFFERED,
    errors_of,
    fields_of,
    refused,
    send,
    url,
)
from tests.factories import make_agreement, make_document, make_signed, make_source, small_pdf

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture
def agreement(db):
    return make_agreement()


PARTS = ["step", "document", "followup", "indicator", "transaction", "statement", "beneficiarycount"]
IN_THE_FUTURE = "2199 ada di masa depan. Catat setelah hal itu terjadi."


@pytest.mark.parametrize("model", [model for model in PARTS if model != "step"])  # steps come from the acts
def test_list_and_new_row_are_limited_to_the_agreement(desk, agreement, model):
    page = desk.get(url(f"{model}_changelist", agreement__id__exact=agreement.pk))
    assert page.status_code == 200
    assert agreement.title in page.content.decode()
    inherited = {"_changelist_filters": f"agreement__id__exact%3D{agreement.pk}"}
    for query in ({"agreement": agreement.pk}, inherited):
        field = desk.get(url(f"{model}_add", **query)).context["adminform"].form.fields["agreement"]
        assert (field.disabled, field.initial) == (True, agreement.pk)
    assert desk.get(url(f"{model}_add")).status_code == 200
    for nonsense in ("abc", "9" * 40, "-1", "%00"):
        assert desk.get(url(f"{model}_add", agreement=nonsense, source=nonsense)).status_code == 200


def test_another_agreement_cannot_be_posted_past_the_fixed_one(desk, agreement):
    other = make_agreement("Lain")
    values = {"topic": "scope", "text": "Klaim", "source": make_source().pk, "agreement": other.pk}
    response = send(desk, url("statement_add", agreement=agreement.pk), **values)
    assert response.status_code == 302, errors_of(response)
    assert Statement.objects.get().agreement == agreement


def upload(name="surat.pdf", data=None):
    return content_of(data or small_pdf(), name)


def test_document_is_uploaded_once_and_described(desk, editor, agreement):
    values = {"kind": "letter", "title": "Surat", "file": upload()}
    response = send(desk, url("document_add", agreement=agreement.pk), **values)
    assert response.status_code == 302, errors_of(response)
    document = Document.objects.get()
    assert (document.media_type, document.original_name) == ("application/pdf", "surat.pdf")
    assert (document.edited_by, len(document.sha256)) == (editor, 64)
    assert "file" not in desk.get(url("document_change", document.pk)).context["adminform"].form.fields
    assert "surat" in agreement.digest.__class__.objects.get(pk=agreement.pk).staff_text


def stored_files(storage):
    return [name for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "tidak boleh kosong"),
        ({"file": upload(data=b"<html>")}, "Jenis berkas ini tidak dapat disimpan"),
    ],
)
def test_refused_document_leaves_no_file(desk, agreement, values, words):
    storage = Document._meta.get_field("file").storage
    storage.save("aa/known.pdf", content_of(small_pdf(), "known.pdf"))
    before = stored_files(storage)
    data = {"kind": "letter", "title": "Surat", "file": upload(), **values}
    response = send(desk, url("document_add", agreement=agreement.pk), **data)
    ((name, (sentence,)),) = refused(response).items()
    assert ({name}, words in sentence) == (set(values), True)
    assert stored_files(storage) == before
    assert not Document.objects.exists()


def test_new_version_of_a_document_supersedes_the_old_one(desk, agreement):
    old = make_document(agreement)
    address = url("document_add", agreement=agreement.pk, supersedes=old.pk)
    response = send(desk, address, kind="letter", title="Surat (baru)", file=upload("baru.pdf"))
    assert response.status_code == 302, errors_of(response)
    assert Document.objects.get(supersedes=old).title == "Surat (baru)"
    assert Document.objects.filter(pk=old.pk).exists()


def test_a_document_of_another_agreement_is_no_evidence(desk, agreement):
    foreign = make_document(make_agreement("Lain"))
    response = send(desk, url("step_change", agreement.steps.get().pk), document=foreign.pk)
    assert refused(response) == {"document": NOT_OFFERED}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"done_on": "2020"}, {"result": ["Tuliskan hasilnya dalam satu kalimat."]}),
        ({"done_on": "2199", "result": "x"}, {"done_on": ["Tanggal ini belum tiba."]}),
        ({"title": ""}, {"title": EMPTY}),
    ],
)
def test_follow_up_says_what_is_wrong(desk, agreement, values, wrong):
    data = {"kind": "visit", "title": "Kunjungan", **values}
    assert refused(send(desk, url("followup_add", agreement=agreement.pk), **data)) == wrong


def test_follow_up_counts_how_often_it_was_moved(desk, agreement):
    row = FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", due_on="2026")
    send(desk, url("followup_change", row.pk), due_on="2027", due_reason="Mitra menunda")
    send(desk, url("followup_change", row.pk), note="catatan")
    row.refresh_from_db()
    assert row.times_moved == 1


def test_reason_of_a_move_is_asked_only_of_who_can_move(desk, client, head, agreement):
    row = FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", due_on="2026")
    address = url("followup_change", row.pk)
    assert "due_reason" in fields_of(desk.get(address))
    assert "due_reason" not in fields_of(desk.get(url("followup_add", agreement=agreement.pk)))
    client.force_login(head)
    assert "due_reason" not in client.get(address).content.decode()


def test_follow_up_with_participants_moves_the_activity(desk, agreement):
    values = {"kind": "visit", "title": "Kunjungan", "done_on": "2020", "result": "Bertemu"}
    people = {"participations-TOTAL_FORMS": 1, "participations-0-body": "KPU", "participations-0-people": 3}
    response = send(desk, url("followup_add", agreement=agreement.pk), **values, **people)
    assert response.status_code == 302, errors_of(response)
    assert FollowUp.objects.get().participations.get().people == 3
    assert agreement.stretch_on(localdate()).activity_on.year == 2020


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("13,4 juta", "EUR", 13_400_000), ("Rp625 miliar", "IDR", 625_000_000_000), ("98950", "USD", 98_950)],
)
def test_amount_is_read_with_its_currency(desk, agreement, text, currency, amount):
    values = {"kind": "pledge", "amount": text, "currency": currency, "source": make_source().pk}
    response = send(desk, url("transaction_add", agreement=agreement.pk), **values)
    assert response.status_code == 302, errors_of(response)
    assert Transaction.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("98.950", "dapat dibaca dengan dua cara. Pilih satu: 98950 atau 98,95?"),
        ("EUR 5", "menyebut mata uang selain USD."),
        ("banyak", "bukan nilai uang yang dapat dibaca."),
        ("", "tidak boleh kosong."),
    ],
)
def test_amount_that_could_mean_two_things_is_refused(desk, agreement, text, words):
    values = {"kind": "pledge", "amount": text, "currency": "USD", "source": make_source().pk}
    response = send(desk, url("transaction_add", agreement=agreement.pk), **values)
    ((name, (sentence,)),) = refused(response).items()
    assert (name, words in sentence) == ("amount", True)


@pytest.mark.parametrize(
    ("kind", "day", "accepted"),
    [
        ("received", "2199", False),
        ("spent", "2199", False),
        ("fee", "2199", False),
        ("received", "2026", True),
        ("commitment", "2199", True),
        ("pledge", "2199", True),
    ],
)
def test_money_that_moved_cannot_have_moved_in_the_future(desk, agreement, kind, day, accepted):
    values = {"kind": kind, "amount": "5", "currency": "USD", "value_date": day, "source": make_source().pk}
    response = send(desk, url("transaction_add", agreement=agreement.pk), **values)
    assert (response.status_code == 302) is accepted
    if not accepted:
        assert refused(response) == {"value_date": [IN_THE_FUTURE]}


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"kind": "fee", "fee_year": "2025"}, None),
        ({"kind": "received", "budget_year": "2024", "budget_account": "4.1.02"}, None),
        ({"kind": "received", "fee_year": "2025"}, {"": ["Hanya iuran keanggotaan yang dibayar untuk suatu tahun."]}),
        ({"kind": "fee", "fee_year": "25"}, {"fee_year"}),
        ({"kind": "fee", "fee_year": "2025,5"}, {"fee_year"}),
        ({"kind": "received", "budget_year": "20244"}, {"budget_year"}),
    ],
    ids=str,
)
def test_money_line_names_the_years_of_fee_and_budget(desk, agreement, values, refusal):
    typed = {"amount": "1500", "currency": "USD", "source": make_source().pk, **values}
    response = send(desk, url("transaction_add", agreement=agreement.pk), **typed)
    if refusal is None:
        assert response.status_code == 302, errors_of(response)
        line = Transaction.objects.get()
        assert {name: str(getattr(line, name)) for name in values} == values
        return
    found = refused(response)
    assert found == refusal if isinstance(refusal, dict) else set(found) == refusal
    assert not Transaction.objects.exists()


def test_value_cannot_be_measured_in_the_future(desk, agreement):
    indicator = agreement.indicators.create(title="Sampah", level="output", unit="ton")
    measurement = indicator.measurements.create(period="2025", value=1, source=make_source())
    page = send(desk, url("measurement_change", measurement.pk), period="2199")
    assert refused(page) == {"period": [IN_THE_FUTURE]}
    page = send(desk, url("indicator_change", indicator.pk), **{"measurements-0-period": "2199"})
    assert refused(page) == {"measurements-0-period": [IN_THE_FUTURE]}
    assert Measurement.objects.get().period == KnownDate.year(2025)


def test_a_changed_fact_has_to_be_checked_again(client, verifier, agreement):
    client.force_login(verifier)
    line = Statement.objects.create(agreement=agreement, topic="scope", text="Klaim", source=make_source())
    assert url("statement_check", line.pk) in client.get(url("statement_change", line.pk)).content.decode()
    assert send(client, url("statement_check", line.pk)).status_code == 302
    line.refresh_from_db()
    assert line.checked_by == verifier
    send(client, url("statement_change", line.pk))
    assert Statement.objects.get().checked_on is not None
    send(client, url("statement_change", line.pk), text="Klaim lain")
    assert Statement.objects.get().checked_on is None


def test_measurements_come_with_their_indicator_and_are_checked_one_by_one(client, verifier, agreement):
    client.force_login(verifier)
    values = {"title": "Sampah terolah", "level": "output", "unit": "ton", "measurements-TOTAL_FORMS": 1}
    row = {"period": "2020", "value": "12", "source": make_source().pk, "state": "draft"}
    lines = {f"measurements-0-{name}": value for name, value in row.items()}
    response = send(client, url("indicator_add", agreement=agreement.pk), **values, **lines)
    assert response.status_code == 302, errors_of(response)
    measurement = Measurement.objects.get()
    assert send(client, url("measurement_check", measurement.pk)).status_code == 302
    indicator = Indicator.objects.get()
    send(client, url("indicator_change", indicator.pk), title="Sampah terangkut")
    assert Measurement.objects.get().checked_on is not None
    send(client, url("indicator_change", indicator.pk), **{"measurements-0-value": "13"})
    assert Measurement.objects.get().checked_on is None


@pytest.mark.parametrize("model", ["agreement", *PARTS])
def test_history_tells_old_and_new_in_words(desk, agreement, model):
    source = make_source()
    rows = {
        "agreement": lambda: agreement,
        "step": lambda: agreement.steps.get(),
        "document": lambda: make_document(agreement),
        "followup": lambda: FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan"),
        "indicator": lambda: agreement.indicators.create(title="Sampah", level="output", unit="ton"),
        "transaction": lambda: agreement.transactions.create(kind="fee", amount=5, currency="EUR", source=source),
        "statement": lambda: agreement.statements.create(topic="scope", text="Klaim", source=source),
        "beneficiarycount": lambda: agreement.beneficiaries.create(
            kind="served", number=5, unit="people", group="Warga", source=source
        ),
    }
    row = rows[model]()
    named = {"step": "note", "transaction": "description", "statement": "text", "beneficiarycount": "group"}
    field = named.get(model, "title")
    whole = {"part": "all"} if model == "agreement" else {}
    response = send(desk, url(f"{model}_change", row.pk, **whole), **{field: "Kata yang baru"})
    assert response.status_code == 302, errors_of(response)
    page = desk.get(url(f"{model}_history", row.pk)).content.decode()
    assert "Kata yang baru" in page
    assert f"{field}</" not in page
    assert "style=" not in page


def test_deleting_a_row_refreshes_the_agreement(desk, agreement):
    row = FollowUp.objects.create(agreement=agreement, kind="visit", title="Kunjungan", done_on="2020", result="x")
    assert send(desk, url("followup_delete", row.pk), reason="Dicatat ganda").status_code == 302
    assert agreement.stretch_on(localdate()).activity_on is None
    assert not FollowUp.objects.exists()
    assert FollowUp.with_trash.get().trashed_reason == "Dicatat ganda"


def test_missing_rows_lead_back_to_the_list(desk):
    for model in PARTS:
        assert desk.get(url(f"{model}_change", 99999)).status_code == 302
        assert desk.get(url(f"{model}_history", 99999)).status_code == 302
    for name in ("publication", "check", "restore", "purge"):
        assert desk.get(url(f"agreement_{name}", 99999)).status_code == 302, name
    assert fields_of(desk.get(url("followup_add")))


# No row can have these as its number; the database would answer the first two with an error.
NO_NUMBERS = ["9" * 20, f"-{'9' * 20}", "abc", "²"]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_list_of_a_row_that_cannot_exist_is_like_that_of_an_unknown_one(desk, agreement, number):
    make_signed("Lain", renews=agreement)
    is_number = number.lstrip("-").isascii() and number.lstrip("-").isdigit()
    lists = [(model, "agreement") for model in PARTS]
    lists += [("measurement", "indicator"), ("agreement", "renews"), ("agreement", "parent")]
    for model, name in lists:
        for lookup in (name, f"{name}__id__exact", f"{name}__in", f"{name}__exact"):
            page = desk.get(url(f"{model}_changelist", **{lookup: number}))
            if model == "followup":
                assert (page.status_code, page.context["agreement"]) == (200, None), lookup
            elif is_number:
                assert (page.status_code, list(page.context["cl"].result_list)) == (200, []), (model, lookup)
            else:
                assert page.url == url(f"{model}_changelist", e=1), (model, lookup)


@pytest.mark.parametrize("number", [*NO_NUMBERS, "123456"])
def test_choice_of_a_row_that_cannot_exist_is_refused_at_its_field(desk, agreement, number):
    response = send(desk, url("statement_add", agreement=agreement.pk), topic="scope", text="Klaim", source=number)
    assert refused(response) == {"source": NOT_OFFERED}
    form = url("agreement_change", agreement.pk, part="all")
    shown = fields_of(desk.get(form))
    for name in ("renews", "lead_office", "sectors", "supporting_offices", "legal_fields"):
        response = desk.post(form, {**shown, name: number})
        # Of several choices the wrong one is named.
        ((field, (sentence,)),) = refused(response).items()
        assert (field, sentence in NOT_OFFERED or number in sentence) == (name, True)
