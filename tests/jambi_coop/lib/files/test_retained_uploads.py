"""Files of forms that were not accepted: given back to the same user on the same page for a day, and to nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from jambi_coop.lib.files.private_files import private_storage
from jambi_coop.lib.files.retained_uploads import (
    FIELD,
    FOLDER,
    SALT,
    delete_old_uploads,
    restore_uploads,
    retain_uploads,
)
from tests.factories import small_pdf

pytestmark = pytest.mark.django_db
PAGE = "/admin/agreements/agreement/1/step/advance/"


def posted(user, *, page=PAGE, upload=None, **data):
    request = RequestFactory().post(page, {**data, **({"upload": upload} if upload else {})})
    request.user = user
    return request


def pdf(name="surat.pdf"):
    return SimpleUploadedFile(name, small_pdf(), "application/pdf")


def kept_by(user, **how):
    (kept,) = retain_uploads(posted(user, upload=pdf(), **how))
    return kept


def brought_back(user, token, **how):
    request = posted(user, **{f"{FIELD}upload": token}, **how)
    restore_uploads(request)
    return request.FILES.get("upload")


def test_file_comes_back_as_it_was_sent(editor):
    kept = kept_by(editor)
    assert (kept.field, kept.name) == ("_retained-upload", "surat.pdf")
    upload = brought_back(editor, kept.token)
    assert (upload.name, upload.read()) == ("surat.pdf", small_pdf())
    upload.close()


def test_stored_name_says_nothing_and_only_the_server_reads_it(editor):
    kept = kept_by(editor)
    name = signing.loads(kept.token, salt=SALT)["file"]
    assert "surat" not in name
    assert (private_storage().path(name)[-4:], _mode(name)) == (".pdf", 0o600)


def _mode(name):
    return Path(private_storage().path(name)).stat().st_mode & 0o777


@pytest.mark.parametrize("how", ["another user", "another page", "changed", "of another use", "too old", "gone"])
def test_nobody_else_gets_it(editor, verifier, clock, how):
    token = kept_by(editor).token
    user, page = editor, PAGE
    value = signing.loads(token, salt=SALT)
    if how == "another user":
        user = verifier
    elif how == "another page":
        page = PAGE.replace("1", "2")
    elif how == "changed":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif how == "of another use":
        token = signing.dumps(value, salt="other")
    elif how == "too old":
        clock.move_to(timezone.now() + timedelta(hours=24, minutes=1))
    else:
        private_storage().delete(value["file"])
    assert brought_back(user, token, page=page) is None


def test_it_holds_for_a_day(editor, clock):
    token = kept_by(editor).token
    clock.move_to(timezone.now() + timedelta(hours=23, minutes=59))
    upload = brought_back(editor, token)
    assert upload is not None
    upload.close()


def test_file_that_was_chosen_anew_comes_first(editor):
    token = kept_by(editor).token
    request = posted(editor, upload=pdf("baru.pdf"), **{f"{FIELD}upload": token})
    restore_uploads(request)
    assert request.FILES["upload"].name == "baru.pdf"


def test_file_that_came_back_is_not_stored_a_second_time(editor):
    token = kept_by(editor).token
    request = posted(editor, **{f"{FIELD}upload": token})
    restore_uploads(request)
    assert [one.token for one in retain_uploads(request)] == [token]
    request.FILES["upload"].close()


def test_what_no_form_would_accept_is_not_kept(editor):
    upload = SimpleUploadedFile("program.exe", b"MZ", "application/octet-stream")
    assert retain_uploads(posted(editor, upload=upload)) == []


def test_nightly_check_deletes_what_is_older_than_a_day(editor):
    name = signing.loads(kept_by(editor).token, salt=SALT)["file"]
    storage = private_storage()
    written = storage.get_modified_time(name)
    delete_old_uploads(written + timedelta(hours=23))
    assert storage.exists(name)
    assert delete_old_uploads(written + timedelta(hours=25)) >= 1
    assert not storage.exists(name)
    assert not storage.exists(FOLDER) or name not in storage.listdir(FOLDER)[1]
