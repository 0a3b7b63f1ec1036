"""Words that several parts of a page use: dates, days, holders."""

from datetime import date

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agreements.lifecycle import Holder
from agreements.models import Agreement, FollowUp
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate, Precision, format_known


def day_label(day: date | None) -> str:
    """ "17 Agustus 2020" in the language of the page; "" for none."""
    return format_known(KnownDate.day(day), get_language() or "id") if day else ""


def date_label(known: KnownDate) -> str:
    """The date as it is known; "" when it is not."""
    return str(known) if known else ""


def happened(what: str, known: KnownDate) -> str:
    """What stands before a date: "sent on" a day, "sent in" a month or year, "sent" before April 2016."""
    if known.precision == Precision.DAY:
        return pgettext("before a date", "%(what)s on") % {"what": what}
    if known.precision in (Precision.MONTH, Precision.YEAR):
        return pgettext("before a date", "%(what)s in") % {"what": what}
    return what


def days_label(days: int, exact: bool) -> str:
    """ "34 days", "about 34 days" where a date is not exact."""
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return words if exact else pgettext("duration", "about %(words)s") % {"words": words}


def late_label(follow_up: FollowUp, today: date) -> str:
    """ "34 days late": by how much the due date of a late one has passed."""
    days, exact = days_between(follow_up.due_on, today)
    return _("%(days)s late") % {"days": days_label(days or 0, exact)}


def holder_label(agreement: Agreement, holder: str) -> str:
    """Who holds a paper; in a case of another region its own government and council, not this city's."""
    if agreement.is_comparison and holder == Holder.CITY:
        return agreement.region
    if agreement.is_comparison and holder == Holder.COUNCIL:
        return _("Council (DPRD) of %(region)s") % {"region": agreement.region}
    return str(Holder(holder).label)
