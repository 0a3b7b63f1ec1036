"""Records for the tests of the statistics, and the values of a figure."""

from datetime import date, timedelta

from agreements.models import BeneficiaryCount, FollowUp, Indicator, Measurement, Transaction
from agreements.oversight.statistics.all_figures import build_figure
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_signed, make_source

# The day to which the tests of the statistics are pinned: their tables name years.
TODAY = date(2026, 11, 24)


def ago(days, today=TODAY):
    return KnownDate.day(today - timedelta(days=days))


def signed(title="Naskah", *, on=None, public=True, **values):
    """A signed agreement whose text is open-ended, so that it is in force on every day since."""
    agreement = make_signed(title, on=on or ago(700), public=public, **values)
    agreement.instruments.filter(kind="mou").update(validity="open")
    refresh_digest(agreement)
    return agreement


def follow_up(agreement, **values):
    row = FollowUp.objects.create(agreement=agreement, **{"kind": "meeting", "title": "Rapat", **values})
    refresh_digest(agreement)
    return row


def measured(agreement, period, *, state="approved", checked=True, public=True):
    indicator = Indicator.objects.create(
        agreement=agreement, title="Guru terlatih", level="output", unit="orang", is_public=public
    )
    Measurement.objects.create(
        indicator=indicator,
        period=period,
        value=1,
        source=make_source(),
        state=state,
        checked_on=TODAY if checked else None,
    )
    refresh_digest(agreement)


def money(agreement, kind, amount, currency="EUR", *, checked=True, **values):
    return Transaction.objects.create(
        agreement=agreement,
        kind=kind,
        amount=amount,
        currency=currency,
        source=make_source(),
        checked_on=TODAY if checked else None,
        **values,
    )


def served(agreement, number, *, checked=True, **values):
    return BeneficiaryCount.objects.create(
        agreement=agreement,
        number=number,
        checked_on=TODAY if checked else None,
        **{"kind": "served", "unit": "households", "group": "Pelanggan", "source": make_source(), **values},
    )


def table(slug, today=TODAY):
    """The values of a figure's table."""
    return [tuple(cell.value for cell in row) for row in build_figure(slug, today).rows]
