"""Templates of the office: refused by name, tried before they are used, one of a kind in use, none lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from agreements.letter_writing.templates import LARGEST, in_use, paper_of, shipped, take_into_use, take_out_of_use
from agreements.lifecycle.vocabulary import Stage
from agreements.models import LetterKind, LetterTemplate
from jambi_coop.lib.documents.word_file import paragraphs_of
from tests.agreements.staff_desk import fields_of, refused, send, url
from tests.factories import advance_to, make_agreement
from tests.jambi_coop.lib.documents.word_files import (
    complex_field,
    paragraph,
    relation,
    relations,
    text,
    word_file,
    word_parts,
    zipped,
)

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
NOTE = paragraph(text("NOTA KANTOR "), complex_field("MERGEFIELD judul"), complex_field("MERGEFIELD nomor"))
KIND = LetterKind.NOTE


@pytest.fixture
def managers_desk(client, manager):
    client.force_login(manager)
    return client


def upload_of(data, name="Nota kantor.docx"):
    return SimpleUploadedFile(name, data, "application/octet-stream")


def upload(client, data, name="Nota kantor.docx", kind=KIND.value):
    return send(client, url("lettertemplate_add"), kind=kind, file=upload_of(data, name))


@pytest.fixture
def office_file(managers_desk):
    assert upload(managers_desk, word_file(NOTE)).status_code == 302
    return LetterTemplate.objects.get()


def test_a_file_of_the_office_is_kept_and_leads_to_its_trial_letter(managers_desk, manager):
    response = upload(managers_desk, word_file(NOTE))
    row = LetterTemplate.objects.get()
    assert response["Location"] == url("lettertemplate_trial", row.pk)
    assert (row.kind, row.original_name, row.is_active, row.uploaded_by) == ("note", "Nota kantor.docx", False, manager)
    assert paper_of(row).fields == ["judul", "nomor"]
    assert row.history.get().history_user == manager


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (word_file(paragraph(complex_field("MERGEFIELD npmor"))), "npmor"),
        (word_file(paragraph(complex_field("INCLUDEPICTURE http://example.com/x.png"))), "INCLUDEPICTURE"),
        (word_file(paragraph(complex_field("DDEAUTO cmd"))), "DDEAUTO"),
        (word_file(paragraph(complex_field("DATE"))), "DATE"),
        (zipped({**word_parts(NOTE), "word/vbaProject.bin": "x"}), "vbaProject.bin"),
        (
            zipped(
                {
                    **word_parts(NOTE),
                    "word/_rels/settings.xml.rels": relations(
                        relation(3, "attachedTemplate", "file:///C:/a.dotx", outside=True)
                    ),
                }
            ),
            "file:///C:/a.dotx",
        ),
        (zipped({**word_parts(NOTE), "word/embeddings/o.bin": "x"}), "word/embeddings/o.bin"),
        (zipped({**word_parts(NOTE), "word/media/x.png": b"\0" * (41 * 1024 * 1024)}), ""),
        (b"%PDF-1.7", "DOCX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "DOCX"),
    ],
)
def test_a_file_that_carries_more_is_refused_by_name_and_not_kept(managers_desk, documents_folder, data, named):
    before = {path for path in documents_folder.rglob("*") if path.is_file()}
    response = upload(managers_desk, data)
    assert response.status_code == 200
    assert list(refused(response)) == ["file"]
    assert named in " ".join(refused(response)["file"])
    assert not LetterTemplate.objects.exists()
    assert {path for path in documents_folder.rglob("*") if path.is_file()} == before


def test_a_file_too_large_is_refused_before_it_is_read(managers_desk):
    assert "5 MB" in " ".join(refused(upload(managers_desk, b"PK\x03\x04" + b"x" * LARGEST))["file"])


def test_the_trial_letter_is_shown_with_a_record_before_it_is_taken_into_use(managers_desk, office_file, editor):
    agreement = make_agreement("Kota kembar hijau", by=editor)
    page = managers_desk.get(url("lettertemplate_trial", office_file.pk)).content.decode()
    assert "NOTA KANTOR Kota kembar hijau[" in page
    other = make_agreement("Kerja sama lain", by=editor)
    assert other.title in managers_desk.get(url("lettertemplate_trial", office_file.pk)).content.decode()
    address = url("lettertemplate_trial", office_file.pk, record=agreement.register_number)
    assert "NOTA KANTOR Kota kembar hijau[" in managers_desk.get(address).content.decode()
    made = managers_desk.get(address + "&download=1")
    assert paragraphs_of(made.content)[0].startswith("NOTA KANTOR Kota kembar hijau[")
    office_file.refresh_from_db()
    assert not office_file.is_active


def test_without_a_record_the_trial_letter_has_the_meaning_of_the_fields(managers_desk, office_file):
    page = managers_desk.get(url("lettertemplate_trial", office_file.pk, record="KSLN-1999-0001")).content.decode()
    assert "NOTA KANTOR [" in page
    assert "KSLN-1999-0001" in page


def test_it_is_used_for_letters_once_it_is_taken_into_use(managers_desk, office_file, editor):
    agreement = make_agreement("Kota kembar hijau", by=editor)
    assert in_use(KIND) == shipped(KIND)
    response = send(managers_desk, url("lettertemplate_trial", office_file.pk), record=None)
    assert response["Location"] == url("lettertemplate_changelist")
    clerk = Client()
    clerk.force_login(editor)
    made = send(clerk, reverse("admin:letter_of_agreement", args=[agreement.pk, "note"]), number="5", download="1")
    assert paragraphs_of(made.content) == ["NOTA KANTOR Kota kembar hijau5"]
    office_file.refresh_from_db()
    assert office_file.history.first().history_change_reason
    send(managers_desk, url("lettertemplate_trial", office_file.pk), record=None)
    assert in_use(KIND) == shipped(KIND)


def test_the_next_one_takes_the_place_and_the_old_one_stays(managers_desk, office_file, manager):
    take_into_use(office_file, by=manager)
    assert upload(managers_desk, word_file(NOTE, NOTE), "Baru.docx").status_code == 302
    new = LetterTemplate.objects.latest("pk")
    take_into_use(new, by=manager)
    assert list(LetterTemplate.objects.order_by("pk").values_list("is_active", flat=True)) == [False, True]
    assert in_use(KIND).row == new
    assert managers_desk.get(url("lettertemplate_file", office_file.pk)).content == paper_of(office_file).content
    take_out_of_use(new, by=manager)
    assert in_use(KIND).row is None


def test_the_database_lets_only_one_of_a_kind_be_in_use(office_file):
    LetterTemplate.objects.update(is_active=True)
    office_file.pk = None
    office_file.is_active = True
    with pytest.raises(IntegrityError), transaction.atomic():
        office_file.save()


def test_the_page_that_somebody_else_overtook_is_refused(managers_desk, office_file, manager):
    data = fields_of(managers_desk.get(url("lettertemplate_trial", office_file.pk)))
    take_into_use(office_file, by=manager)
    assert managers_desk.post(url("lettertemplate_trial", office_file.pk), data).status_code == 409
    office_file.refresh_from_db()
    assert office_file.is_active


def test_a_file_that_was_changed_on_the_disk_makes_no_letter(managers_desk, office_file, manager, editor):
    take_into_use(office_file, by=manager)
    office_file.refresh_from_db()
    with open(office_file.file.path, "ab") as stored:
        stored.write(b"x")
    with pytest.raises(ValidationError):
        in_use(KIND)
    with pytest.raises(ValidationError):
        take_into_use(office_file, by=manager)
    agreement = make_agreement(by=editor)
    clerk = Client()
    clerk.force_login(editor)
    page = reverse("admin:letter_of_agreement", args=[agreement.pk, "note"])
    for answer in (clerk.get(page, follow=True), clerk.post(page, {"number": "5", "download": "1"}, follow=True)):
        assert answer.redirect_chain[0][0] == url("agreement_change", agreement.pk)
        assert "Nota kantor.docx" in answer.content.decode()
    assert managers_desk.get(url("lettertemplate_file", office_file.pk)).status_code == 404
    assert managers_desk.get(url("lettertemplate_trial", office_file.pk)).status_code == 302


def test_the_check_of_the_files_knows_the_templates_also_those_out_of_use(office_file, capsys):
    storage = office_file.file.storage
    orphan = storage.save("ab/yatim.docx", upload_of(b"x"))
    with pytest.raises(CommandError):
        call_command("check_documents")
    storage.delete(orphan)
    found = capsys.readouterr().out
    assert orphan in found
    assert office_file.file.name not in found
    with open(office_file.file.path, "ab") as stored:
        stored.write(b"x")
    with pytest.raises(CommandError):
        call_command("check_documents")
    assert f"damaged: template {office_file.pk}, {office_file.file.name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("role", "list_", "add", "trial"),
    [
        ("manager", 200, 200, 200),
        ("superuser", 200, 200, 200),
        ("editor", 200, 403, 403),
        ("verifier", 200, 403, 403),
        ("head", 200, 403, 403),
        ("operator", 403, 403, 403),
    ],
)
def test_who_may_see_and_change_templates(office_file, client, request, role, list_, add, trial):
    client.force_login(request.getfixturevalue(role), backend="django.contrib.auth.backends.ModelBackend")
    pages = [url("lettertemplate_changelist"), url("lettertemplate_add"), url("lettertemplate_trial", office_file.pk)]
    assert [client.get(page).status_code for page in pages] == [list_, add, trial]
    shipped_file = reverse("admin:agreements_lettertemplate_shipped", args=["note"])
    assert client.get(shipped_file).status_code == list_
    assert client.post(pages[2], {"version": 1}).status_code == (302 if trial == 200 else 403)
    office_file.refresh_from_db()
    assert office_file.is_active is (trial == 200)


def test_the_act_itself_asks_for_the_right(office_file, editor):
    for act in (take_into_use, take_out_of_use):
        with pytest.raises(PermissionDenied):
            act(office_file, by=editor)


def test_nobody_changes_or_deletes_a_template(managers_desk, office_file):
    assert "original_name" not in fields_of(managers_desk.get(url("lettertemplate_change", office_file.pk)))
    managers_desk.post(url("lettertemplate_change", office_file.pk), {"kind": "plan", "version": 1})
    office_file.refresh_from_db()
    assert office_file.kind == "note"
    assert managers_desk.post(url("lettertemplate_delete", office_file.pk), {"post": "yes"}).status_code == 403
    assert LetterTemplate.objects.exists()


def test_the_list_tells_what_is_in_use_and_which_fields_there_are(managers_desk, office_file, manager):
    page = managers_desk.get(url("lettertemplate_changelist")).content.decode()
    assert page.count("/bawaan/") == len(LetterKind)
    assert "surat_terdahulu" in page
    take_into_use(office_file, by=manager)
    assert (
        url("lettertemplate_file", office_file.pk)
        in managers_desk.get(url("lettertemplate_changelist")).content.decode()
    )


def test_the_list_asks_no_more_for_many_templates(managers_desk, office_file, django_assert_num_queries):
    for number in range(4):
        assert upload(managers_desk, word_file(NOTE), f"Nota {number}.docx").status_code == 302
    managers_desk.get(url("lettertemplate_changelist"))
    with django_assert_num_queries(9):
        assert managers_desk.get(url("lettertemplate_changelist")).context["cl"].result_count == 5


def test_the_shipped_file_can_be_taken_in_again_as_it_is(managers_desk):
    handed_out = managers_desk.get(reverse("admin:agreements_lettertemplate_shipped", args=["plan"])).content
    assert upload(managers_desk, handed_out, "plan.docx", kind="plan").status_code == 302
    assert managers_desk.get(reverse("admin:agreements_lettertemplate_shipped", args=["lain"])).status_code == 404


def test_the_form_asks_for_what_the_template_in_use_shows(managers_desk, manager, editor):
    agreement = make_agreement(by=editor)
    clerk = Client()
    clerk.force_login(editor)
    page = reverse("admin:letter_of_agreement", args=[agreement.pk, "note"])
    asked = set(fields_of(clerk.get(page)))
    assert {"decision", "via", "copies", "number"} <= asked
    assert not {"period", "message", "destination"} & asked
    period = paragraph(complex_field("MERGEFIELD Periode"))
    assert upload(managers_desk, word_file(period)).status_code == 302
    take_into_use(LetterTemplate.objects.get(), by=manager)
    asked = set(fields_of(clerk.get(page)))
    assert {"number", "dated", "subject", "addressee", "period", "sent_on"} <= asked
    assert not {"decision", "via", "copies"} & asked
    assert paragraphs_of(send(clerk, page, period="Tahun 2026", download="1").content) == ["Tahun 2026"]


def test_a_letter_of_a_step_is_made_from_the_template_in_use(managers_desk, office_file, manager, editor):
    LetterTemplate.objects.update(kind="council_request")
    office_file.refresh_from_db()
    take_into_use(office_file, by=manager)
    agreement = make_agreement("Kota kembar", by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    clerk = Client()
    clerk.force_login(editor)
    step = agreement.steps.get(stage=Stage.COUNCIL)
    page = reverse("admin:letter_of_step", args=[step.pk, "council_request"])
    assert send(clerk, page, number="5", dated="20 November 2026").status_code == 302
    with agreement.documents.get().file.open("rb") as stored:
        assert paragraphs_of(stored.read()) == ["NOTA KANTOR Kota kembar5"]
