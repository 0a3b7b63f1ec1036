"""Who gets which document, with which headers, and that files and rows live and go together."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Document, FollowUp, FollowUpReport
from agreements.record.permissions import documents_for
from agreements.record.trash import move_to_trash, purge
from jambi_coop.lib.files.private_files import private_storage
from tests.factories import make_agreement, make_document, make_office, small_pdf

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "operator", "outsider", "editor", "verifier", "head", "manager", "superuser"]
OWN = {"operator", "editor", "verifier", "head", "manager", "superuser"}
ALL_SEEING = OWN - {"operator"}
# (class of the agreement, class of the document): who may read it
MATRIX = {
    ("public", "public"): set(ROLES),
    ("public", "internal"): OWN,
    ("public", "draft"): OWN,
    ("public", "exempt"): ALL_SEEING,
    ("internal", "public"): OWN,
    ("internal", "internal"): OWN,
    ("exempt", "public"): ALL_SEEING,
    ("exempt", "exempt"): ALL_SEEING,
}


def close(response):
    """Close the file, but not the test's connection to the database, which ends with a request."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.fixture
def cast(operator, editor, verifier, head, manager, superuser, django_user_model):
    """One account of each role; the outsider is an operator of another office."""
    outsider = django_user_model.objects.create_user("luar", password="kata-sandi-panjang", is_staff=True)
    outsider.groups.set(operator.groups.all())
    make_office("Dinas lain", code="lain").liaisons.add(outsider)
    people = [operator, outsider, editor, verifier, head, manager, superuser]
    return dict(zip(ROLES, [AnonymousUser(), *people], strict=True))


@pytest.fixture
def document(operator):
    agreement = make_agreement(public=True, lead_office=operator.offices.get())
    return make_document(agreement, name='na"skah\u202e kota.pdf')


def classify(row, publication_class):
    ground = "f" if publication_class == "exempt" else ""
    type(row).objects.filter(pk=row.pk).update(publication_class=publication_class, exempt_ground=ground)


def login(client, user):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)


@pytest.mark.parametrize("classes", MATRIX, ids="-".join)
def test_serves_each_class_to_those_who_may_read_it(client, cast, document, classes):
    classify(document.agreement, classes[0])
    classify(document, classes[1])
    address = document.get_absolute_url()
    for role in ROLES:
        login(client, cast[role])
        for ask in (client.get, client.head):
            response = ask(address)
            allowed = role in MATRIX[classes]
            assert response.status_code == (200 if allowed else 404), (role, classes)
            if allowed:
                close(response)
                assert_safe_headers(response, public=classes == ("public", "public"))


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved"])
def test_evidence_of_another_office_opens_when_it_is_approved(client, cast, document, state):
    """The outsider's office takes part in the same agreement and reports; the operator's is the lead office."""
    office = cast["outsider"].offices.get()
    follow_up = FollowUp.objects.create(agreement=document.agreement, kind="visit", title="Kunjungan", office=office)
    FollowUpReport.objects.create(follow_up=follow_up, state=state, document=document)
    classify(document, "internal")
    readers = OWN | {"outsider"} if state == "approved" else ALL_SEEING | {"outsider"}
    for role in ROLES:
        login(client, cast[role])
        response = client.get(document.get_absolute_url())
        assert response.status_code == (200 if role in readers else 404), role
        if response.status_code == 200:
            close(response)
        if cast[role].is_authenticated:
            rows = documents_for(cast[role], Document.objects.all())
            assert list(rows) == ([document] if role in readers else []), role
    login(client, cast["operator"])
    listed = client.get(reverse("admin:agreements_document_changelist")).context["cl"].result_count
    assert listed == (state == "approved")


def assert_safe_headers(response, *, public):
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(small_pdf()))
    assert response["Content-Disposition"] == 'attachment; filename="na\\"skah_ kota.pdf"'
    # A class can be tightened at any moment: nobody keeps a copy without asking again.
    assert response["Cache-Control"] == ("private, no-cache" if public else "private, no-store")


def test_streams_the_very_bytes(client, document):
    response = client.get(document.get_absolute_url())
    assert response.streaming
    assert b"".join(response.streaming_content) == small_pdf()


@pytest.mark.parametrize("token", ["000000000000", "x", "0" * 64])
def test_hides_a_document_behind_a_wrong_token(client, superuser, document, token):
    client.force_login(superuser)
    assert client.get(reverse("agreements:document", args=[document.pk, token])).status_code == 404
    assert client.get(reverse("agreements:document", args=[10**30, token])).status_code == 404


@pytest.mark.parametrize("row", ["document", "agreement"])
def test_hides_a_document_in_the_trash(client, superuser, document, row):
    client.force_login(superuser)
    trashed = document if row == "document" else document.agreement
    move_to_trash(trashed, by=superuser, now=datetime.now(UTC), reason="salah")
    assert client.get(document.get_absolute_url()).status_code == 404


def test_gives_no_file_outside_the_view(client, document):
    for path in (f"/media/{document.file.name}", f"/{document.file.name}", f"/static/../{document.file.name}"):
        assert client.get(path).status_code == 404


def test_answers_404_when_the_file_is_gone(client, document):
    private_storage().delete(document.file.name)
    assert client.get(document.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["a\r\nX-Bad: 1.pdf", "../../etc/passwd.pdf", "x" * 300 + ".pdf", "神戸市.pdf"])
def test_keeps_the_header_whole_whatever_the_file_was_called(client, document, name):
    Document.objects.filter(pk=document.pk).update(original_name=name[-255:])
    response = client.get(document.get_absolute_url())
    close(response)
    assert response.status_code == 200
    assert "X-Bad" not in response.headers
    assert "/" not in response["Content-Disposition"].removeprefix("attachment; ").replace("utf-8''", "")


def stored_files(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def test_leaves_no_file_when_the_row_is_rolled_back(documents_folder):
    agreement = make_agreement()
    before = stored_files(documents_folder)
    with pytest.raises(ValueError, match="too long"), transaction.atomic():
        make_document(agreement, title="x" * 10, language=_Unsaveable())
    assert stored_files(documents_folder) == before
    assert not agreement.documents.exists()


class _Unsaveable(str):
    """A value that the database adapter refuses after the file has been written."""

    def __new__(cls):
        return super().__new__(cls, "id")

    def __conform__(self, protocol):
        raise ValueError("too long")


def test_removes_the_file_when_a_document_is_purged(
    document, manager, documents_folder, django_capture_on_commit_callbacks
):
    now = datetime.now(UTC)
    before = stored_files(documents_folder)
    move_to_trash(document, by=manager, now=now, reason="salah")
    assert stored_files(documents_folder) == before
    with django_capture_on_commit_callbacks(execute=True):
        purge(document, by=manager, now=now + timedelta(days=91))
    assert len(before - stored_files(documents_folder)) == 1


class TestCheckDocuments:
    """The command that compares rows and files."""

    @pytest.fixture(autouse=True)
    def empty_folder(self, documents_folder):
        for path in stored_files(documents_folder):
            path.unlink()

    def run(self, capsys):
        try:
            call_command("check_documents")
        except CommandError as error:
            return capsys.readouterr().out + str(error)
        return capsys.readouterr().out

    def test_passes_when_rows_and_files_agree(self, capsys, document):
        assert self.run(capsys) == "1 document checked, nothing wrong.\n"

    def test_names_each_fault(self, capsys, document, documents_folder):
        damaged = make_document(document.agreement, title="Lampiran")
        (documents_folder / damaged.file.name).write_bytes(b"changed")
        (documents_folder / document.file.name).unlink()
        (documents_folder / "aa").mkdir(exist_ok=True)
        (documents_folder / "aa" / "orphan.pdf").write_bytes(b"x")
        report = self.run(capsys)
        assert f"missing: document {document.pk}, {document.file.name}" in report
        assert f"damaged: document {damaged.pk}, {damaged.file.name}" in report
        assert "orphan: aa/orphan.pdf" in report
        assert report.endswith("3 faults.")


def test_a_document_is_public_only_with_its_agreement(editor):
    shown = {}
    for own, whole, trashed, whole_trashed in product(*[(True, False)] * 4):
        agreement = make_agreement(public=whole, by=editor)
        document = make_document(agreement, by=editor, public=own)
        if trashed:
            move_to_trash(document, by=editor, now=timezone.now(), reason="Salah")
        if whole_trashed:
            move_to_trash(agreement, by=editor, now=timezone.now(), reason="Salah")
        shown[document.pk] = own and whole and not trashed and not whole_trashed
    found = set(Document.objects.public().values_list("pk", flat=True))
    assert found == {pk for pk, is_shown in shown.items() if is_shown}
    assert len(found) == 1
