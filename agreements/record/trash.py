"""Trash: move a row there with a reason, restore it, or purge it for good with its files.

Agreements, partners and documents have a trash, and so have the rows of an agreement that are evidence: parties,
instruments, steps, follow-ups, money, promised results and measured values.
"""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from agreements.models import Agreement, Document, Instrument, Measurement, Message, Party, Transaction
from partners.models import Partner

from .locks import lock_row
from .permissions import require
from .saving import note_edit, record_author, refresh_digests_around, save

STANDS_ON: dict[type[Model], tuple[str, ...]] = {
    Instrument: ("changed_by", "steps"),
    Transaction: ("corrections",),
    Party: ("signatures",),
}
"""Rows that point at a row of a model: it does not go to the trash before them."""
POINTS_AT = ("changes", "corrects", "indicator", "instrument", "partner")
"""Rows that a row points at: it does not come back before them."""


@transaction.atomic
def move_to_trash(row, *, by, now: datetime, reason: str) -> None:
    """Take a row out of every list, and with an agreement all that belongs to it; nothing is deleted, files are kept.

    Raises ValidationError without a reason, or while another row points at it.
    """
    row = lock_row(row)
    if row.in_trash:
        raise ValidationError(_("This record is already in the trash."), code="in_trash")
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    _refuse_while_needed(row)
    row.trashed_at, row.trashed_by, row.trashed_reason = now, by, reason.strip()[:300]
    save(row, by=by, reason=reason)
    _after(row, by)


def _refuse_while_needed(row) -> None:
    if isinstance(row, Party) and not row.agreement.parties.exclude(pk=row.pk).exists():
        raise ValidationError(_("Name at least one partner."), code="last_partner")
    for name in STANDS_ON.get(type(row), ()):
        other = getattr(row, name).first()
        if other is not None:
            raise ValidationError(
                _("“%(other)s” refers to it. Move that to the trash first."), code="needed", params={"other": other}
            )


def _after(row, by) -> None:
    """Refresh what is derived; the editor of a part counts as editor of its agreement."""
    if isinstance(row, Agreement | Partner | Document):
        refresh_digests_around(row)
    else:
        note_edit(row.indicator.agreement if isinstance(row, Measurement) else row.agreement, by=by, part=row)


@transaction.atomic
def restore(row, *, by) -> None:
    """Bring a row back from the trash with everything that belongs to it."""
    row = lock_row(row)
    if not row.in_trash:
        raise ValidationError(_("This record is not in the trash."), code="not_in_trash")
    for name in POINTS_AT:
        other = getattr(row, name, None)
        if other is not None and other.in_trash:
            raise ValidationError(
                _("“%(other)s”, to which it refers, is in the trash. Restore that first."),
                code="needs",
                params={"other": other},
            )
    row.trashed_at, row.trashed_by, row.trashed_reason = None, None, ""
    save(row, by=by, reason=_("Restored"))
    _after(row, by)


@transaction.atomic
def purge(row, *, by, now: datetime) -> None:
    """Delete a row for good, with its files, `TRASH_KEEP_DAYS` after it was trashed; its history stays.

    Needs the right `purge_agreement`. The files are deleted after the transaction has been committed. Raises
    ValidationError where it is too early, or where other records still refer to the row.
    """
    require(by, "agreements.purge_agreement")
    row = lock_row(row)
    kept_until = row.trashed_at + timedelta(days=settings.TRASH_KEEP_DAYS) if row.trashed_at else None
    if kept_until is None or now < kept_until:
        raise ValidationError(
            _("A record can be purged %(days)d days after it was moved to the trash."),
            code="too_early",
            params={"days": settings.TRASH_KEEP_DAYS},
        )
    documents = list(row.documents.all()) if isinstance(row, Agreement) else [row] if isinstance(row, Document) else []
    for document in documents:
        transaction.on_commit(partial(document.file.storage.delete, document.file.name))
    if isinstance(row, Agreement):
        _take_out_of_messages(row)
    record_author(row, by=by, reason=_("Purged"))
    try:
        row.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Other records still refer to this one, so it cannot be purged."), code="protected"
        ) from error


def _take_out_of_messages(agreement: Agreement) -> None:
    """Blank subject and text of the sent messages about a record that is deleted for good, since they name it; the log
    keeps to whom and when they were sent. Messages that were not sent yet are deleted."""
    messages = Message.objects.filter(pk__in=agreement.message_items.values("message"))
    messages.exclude(state=Message.State.SENT).delete()
    messages.update(subject="", text=_("The record that this message spoke of was deleted for good."))
