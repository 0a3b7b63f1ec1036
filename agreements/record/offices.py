"""Confirming a proposed office: until then it stands in records under the name that was read or typed, and nobody
speaks for it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Office

from .locks import lock_row
from .permissions import require
from .saving import save

CONFIRM = "agreements.change_office"


def may_confirm(user) -> bool:
    """True for those who change offices; whoever may only add them proposes them."""
    return user.has_perm(CONFIRM)


def confirm_new(office: Office, *, by, on: date) -> None:
    """Confirm an office that is not saved yet where whoever adds it may confirm: it needs no second word. What anybody
    else adds stays a proposal."""
    if may_confirm(by):
        office.confirmed_on = on


@transaction.atomic
def confirm_office(office: Office, *, by, on: date) -> None:
    """Record that the city has this office under this name. Raises ValidationError where that is recorded already."""
    require(by, CONFIRM)
    office = lock_row(office)
    if office.is_confirmed:
        raise ValidationError(_("This office is confirmed already."), code="confirmed")
    office.confirmed_on = on
    save(office, by=by, reason=_("Confirmed"))
