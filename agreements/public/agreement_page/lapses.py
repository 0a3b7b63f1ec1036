"""Periods between two terms in which nothing was in force; only those that are certain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement
from agreements.record.instruments import signing_day, terms_of
from agreements.record.wording import day_label
from jambi_coop.lib.dates.known_date import KnownDate

Stretch = tuple[KnownDate, KnownDate]
"""Start and end of a term. No term comes after an unknown end."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lapse:
    """Nothing was in force from `first` through `last`; if not `exact`, the lapse may have been longer."""

    first: date
    last: date
    exact: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        if self.exact:
            words = ngettext("Lapsed for %(count)d day", "Lapsed for %(count)d days", self.days)
        else:
            words = ngettext("Lapsed for at least %(count)d day", "Lapsed for at least %(count)d days", self.days)
        return _("%(words)s: %(first)s – %(last)s") % {
            "words": words % {"count": self.days},
            "first": day_label(self.first),
            "last": day_label(self.last),
        }


def lapse_between(end: KnownDate, start: KnownDate) -> Lapse | None:
    """Return the lapse between an end and the next start; None if they may meet or one of them is unknown."""
    if end.latest is None or start.earliest is None:
        return None
    first, last = end.latest + DAY, start.earliest - DAY
    return Lapse(first, last, end.is_exact and start.is_exact) if first <= last else None


def lapses_before(terms: Iterable[Stretch]) -> list[Lapse | None]:
    """Return for each term, in order, the lapse before it; None also if an earlier term still ran or has no known
    end."""
    found: list[Lapse | None] = []
    until: KnownDate | None = None
    for number, (start, end) in enumerate(terms):
        found.append(lapse_between(until, start) if number and until is not None else None)
        if number and (until is None or until.latest is None):
            continue  # a term without a known end may still run
        if until is None or end.latest is None or end.latest > until.latest:
            until = end
    return found


def force_of(agreement: Agreement) -> Stretch:
    """Return when an agreement came into force and when it ends; an early end takes precedence. Its instruments must
    be loaded.

    The end is unknown if that of any term is.
    """
    terms = terms_of(agreement)
    starts = [term.starts_on for term in terms if term.starts_on.earliest] or [signing_day(agreement)]
    start = min(starts, key=lambda known: known.earliest or date.max)
    if agreement.ended_on:
        return start, agreement.ended_on
    ends = [term.ends_on for term in terms]
    if not ends or any(term.open_ended or term.ends_on.latest is None for term in terms):
        return start, KnownDate.unknown()
    return start, max(ends, key=lambda known: known.latest)
