"""The trash: nothing is lost for a while, and nothing is left after that."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, Document, Message, MessageItem
from agreements.record.trash import move_to_trash, purge, restore
from agreements.stages.actions import advance
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_document

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

ON = KnownDate.day(date(2026, 5, 4))
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_trash_restore_and_purge(editor, manager):
    agreement = make_agreement(by=editor)
    document = make_document(agreement, by=editor)
    move_to_trash(agreement, by=editor, now=NOW, reason="Tercatat dua kali.")
    agreement.refresh_from_db()
    assert agreement.in_trash
    with pytest.raises(ValidationError, match="ada di sampah"):
        advance(agreement, to=Stage.EXPLORATION, by=editor, on=ON, today=TODAY)
    restore(agreement, by=editor)
    agreement.refresh_from_db()
    assert not agreement.in_trash
    move_to_trash(agreement, by=editor, now=NOW, reason="Tercatat dua kali.")
    with pytest.raises(PermissionDenied):
        purge(agreement, by=editor, now=NOW + timedelta(days=91))
    with pytest.raises(ValidationError, match="permanen 90 hari setelah"):
        purge(agreement, by=manager, now=NOW + timedelta(days=89))
    assert Document.objects.get().file.storage.exists(document.file.name)


def test_purge_removes_the_file_after_commit(editor, manager, django_capture_on_commit_callbacks):
    agreement = make_agreement(by=editor)
    document = make_document(agreement, by=editor)
    move_to_trash(agreement, by=editor, now=NOW, reason="Tercatat dua kali.")
    with django_capture_on_commit_callbacks(execute=True):
        purge(agreement, by=manager, now=NOW + timedelta(days=91))
    assert not document.file.storage.exists(document.file.name)
    assert Agreement.history.filter(register_number=agreement.register_number).exists()


def test_purge_takes_the_record_out_of_the_log_of_messages(editor, manager):
    agreement, other = make_agreement("Rahasia", by=editor), make_agreement("Lain", by=editor)
    for name, state, rows in [
        ("own", "sent", [agreement]),
        ("both", "sent", [agreement, other]),
        ("due", "pending", [agreement]),
        ("other", "sent", [other]),
    ]:
        message = Message.objects.create(
            recipient=editor, key=name, kind="digest", state=state, subject="Rahasia", text="Rahasia", created_at=NOW
        )
        for row in rows:
            MessageItem.objects.create(message=message, agreement=row)
    move_to_trash(agreement, by=editor, now=NOW, reason="Tercatat dua kali.")
    purge(agreement, by=manager, now=NOW + timedelta(days=91))
    left = {row.key: (row.subject, "Rahasia" in row.text) for row in Message.objects.all()}
    assert left == {"own": ("", False), "both": ("", False), "other": ("Rahasia", True)}
