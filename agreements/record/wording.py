"""Texts that several pages share: dates, numbers of days, holders of a paper."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from agreements.lifecycle.tracks import Text
from agreements.lifecycle.vocabulary import Holder, Stage
from agreements.models import Agreement, FollowUp
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate, Precision, format_known
from partners.models import Partner

INTERNAL_FORMAT = gettext_lazy("Internal format of the office; it is not an annex of a regulation.")
"""The sentence at the foot of every report, by which an import knows one: a new wording stands beside the old ones."""


def day_label(day: date | None) -> str:
    """Return a day in words in the language of the page, such as "17 Agustus 2020"; "" for None."""
    return format_known(KnownDate.day(day), get_language() or "id") if day else ""


def date_label(known: KnownDate) -> str:
    """Return a date in words, as exactly as it is known; "" where it is not known."""
    return str(known) if known else ""


def period_label(start: KnownDate, end: KnownDate) -> str:
    """Return "start – end", of two known dates; with a word for the dash where one of them is a range itself."""
    if Precision.RANGE in (start.precision, end.precision):
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    return f"{start} – {end}"


def happened(what: str, known: KnownDate) -> str:
    """Return the words before a date: "sent on" a day, "sent in" a month or year, "sent" with "before April 2016"."""
    if known.precision == Precision.DAY:
        return pgettext("before a date", "%(what)s on") % {"what": what}
    if known.precision in (Precision.MONTH, Precision.YEAR):
        return pgettext("before a date", "%(what)s in") % {"what": what}
    return what


def state_label(follow_up: FollowUp, today: date) -> str:
    """Return the state of a follow-up for the public. Of a begun one only that its end is not recorded: that it still
    goes on nobody has said."""
    state = follow_up.state(today)
    return _("Started, not recorded as done") if state == FollowUp.State.ONGOING else str(state.label)


def days_label(days: int, exact: bool) -> str:
    """Return "34 days", or "about 34 days" where a date is not exact."""
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return words if exact else pgettext("duration", "about %(words)s") % {"words": words}


def late_label(follow_up: FollowUp, today: date) -> str:
    """Return by how much the due date of a late follow-up has passed, such as "34 days late"."""
    days, exact = days_between(follow_up.due_on, today)
    return _("%(days)s late") % {"days": days_label(days or 0, exact)}


LEVELS = {
    "Kota": Partner.Level.CITY,
    "Kabupaten": Partner.Level.DISTRICT,
    "Provinsi": Partner.Level.PROVINCE,
    "Desa": Partner.Level.VILLAGE,
}
"""Administrative level of a region of Indonesia by the first word of its name."""
TWINS: dict[str, Text] = {
    Partner.Level.CITY: gettext_lazy("Twin city (sister city)"),
    Partner.Level.DISTRICT: gettext_lazy("Twin regency (sister regency)"),
    Partner.Level.PROVINCE: gettext_lazy("Twin province (sister province)"),
    Partner.Level.VILLAGE: gettext_lazy("Twin village (sister village)"),
}


def kind_label(agreement: Agreement, levels: Iterable[str]) -> str:
    """Return the kind of an agreement with partners of these administrative levels. A twinning is called by its level
    where both sides have the same one (PP 28/2018 Article 24), a membership that is none an observer."""
    own = LEVELS.get(agreement.region.partition(" ")[0])
    if agreement.kind == Agreement.Kind.SISTER_CITY and own and set(levels) == {own}:
        return str(TWINS[own])
    if agreement.kind == Agreement.Kind.MEMBERSHIP and agreement.stage == Stage.OBSERVER:
        return str(Stage.OBSERVER.label)
    return agreement.get_kind_display()


def holder_label(agreement: Agreement, holder: str) -> str:
    """Return the name of the holder of a paper; in a comparison case the government and council of that region."""
    if agreement.is_comparison and holder == Holder.CITY:
        return agreement.region
    if agreement.is_comparison and holder == Holder.COUNCIL:
        return _("Council (DPRD) of %(region)s") % {"region": agreement.region}
    return str(Holder(holder).label)
