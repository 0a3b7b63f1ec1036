"""Files that wait for their user's word: given back once, to the same user, for the same purpose, unchanged."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.core import signing
from django.utils import timezone

from jambi_coop.lib.files.pending_files import SALT, keep_pending, take_pending
from jambi_coop.lib.files.private_files import private_storage
from jambi_coop.lib.files.retained_uploads import RETAINED_FOR, delete_old_uploads

pytestmark = pytest.mark.django_db
CONTENT = b"kode;nama\r\ndinsos;Dinas Sosial\r\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def token(manager):
    return keep_pending(CONTENT, "kantor.csv", user=manager, purpose="agreements.office", shown="abc")


def path_of(token):
    return Path(private_storage().path(signing.loads(token, salt=SALT)["file"]))


def test_file_comes_back_as_it_was_and_only_once(manager, token):
    pending = take_pending(token, user=manager, purpose="agreements.office")
    assert (pending.content, pending.name, pending.shown) == (CONTENT, "kantor.csv", "abc")
    assert not path_of(token).exists()
    assert take_pending(token, user=manager, purpose="agreements.office") is None


def test_nobody_else_and_no_other_page_takes_it(manager, editor, token):
    assert take_pending(token, user=editor, purpose="agreements.office") is None
    assert take_pending(token, user=manager, purpose="agreements.sector") is None
    assert path_of(token).exists()


def test_exchanged_content_is_not_given_out(manager, token):
    path_of(token).write_bytes(b"kode;nama\r\nlain;Lain\r\n")
    assert take_pending(token, user=manager, purpose="agreements.office") is None


@pytest.mark.parametrize("forged", ["", "x", "../../etc/passwd", "/etc/passwd"])
def test_only_signed_tokens_name_a_file(manager, forged):
    assert take_pending(forged, user=manager, purpose="agreements.office") is None


def test_stored_name_says_nothing_and_only_the_server_reads_it(token):
    path = path_of(token)
    assert "kantor" not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_waits_a_day(manager, token, time_machine):
    time_machine.move_to(timezone.now() + RETAINED_FOR + timedelta(seconds=2), tick=False)
    assert take_pending(token, user=manager, purpose="agreements.office") is None


def test_nightly_check_deletes_what_nobody_came_back_to(token):
    assert delete_old_uploads(timezone.now() + RETAINED_FOR + timedelta(days=400)) == 1
    assert not path_of(token).exists()


def test_of_many_requests_at_once_one_gets_it(manager, token):
    start, taken = Barrier(8, timeout=20), []

    def take():
        start.wait()
        taken.append(take_pending(token, user=manager, purpose="agreements.office"))

    threads = [Thread(target=take) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(one is not None for one in taken) == 1
