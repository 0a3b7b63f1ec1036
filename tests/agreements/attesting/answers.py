"""An agreement led by an office, and its answers, for the tests of this folder."""

from datetime import date

from agreements.attesting.actions import attest
from agreements.models import Attestation, FollowUp
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.fields import as_known_date
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_signed

TODAY = date(2026, 11, 24)
SIGNED = date(2023, 3, 1)


def make_led(office, title="Kerja sama persampahan", **values):
    """Return an agreement signed in 2023 that `office` leads."""
    return make_signed(title, on=KnownDate.day(SIGNED), lead_office=office, **values)


def answer(agreement, office=None, **values):
    """Return an unsaved answer of an office: by default that nothing happened since the signing."""
    given = {"kind": "silent", "starts_on": "2023-03-02", "ends_on": "2026-11-20", "answered_on": date(2026, 11, 20)}
    given |= values
    for name in ("starts_on", "ends_on"):
        given[name] = as_known_date(given[name])
    return Attestation(agreement=agreement, office=office, **given)


def entered(agreement, by, office=None, **values):
    """Return an answer that was entered by `by` and that nobody has accepted."""
    return attest(answer(agreement, office or agreement.lead_office, **values), by=by, today=TODAY)


def happened(agreement, day, **values):
    """Return a follow-up that was done on `day`."""
    given = {"title": "Kunjungan", "is_public": True, "done_on": as_known_date(day), "result": "Selesai", **values}
    row = FollowUp.objects.create(agreement=agreement, **given)
    refresh_digest(agreement)
    return row


def stretch_of(agreement, day=TODAY):
    """Return what is stored of the agreement for `day`."""
    return agreement.stretches.get(first_day__lte=day, last_day__gte=day)
