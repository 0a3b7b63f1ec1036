"""What falls due, in a sentence."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jambi_coop.lib.dates import KnownDate, days_between, on_words

from .items import DueItem, Matter


def sentence(item: DueItem, today: date) -> str:
    """What is due and when, in the active language."""
    title = item.follow_up.title if item.follow_up else ""
    given = {"date": item.known, "on": on_words(item.known), "title": title, "ago": _ago(item, today)}
    past = item.day < today
    if item.matter == Matter.FOLLOW_UP:
        return (_("“%(title)s” was due %(on)s (%(ago)s).") if past else _("“%(title)s” is due %(on)s.")) % given
    if item.matter == Matter.REVIEW:
        return (_("The review was due %(on)s (%(ago)s).") if past else _("The review is due %(on)s.")) % given
    if item.matter == Matter.FEE:
        return (
            _("The membership fee was paid until %(date)s (%(ago)s).")
            if past
            else _("The membership fee is paid until %(date)s.")
        ) % given
    if item.matter == Matter.FIRST:
        return (
            _("A first follow-up was expected by %(date)s (%(ago)s); none is recorded or planned.")
            if past
            else _("A first follow-up is expected by %(date)s; none is recorded or planned.")
        ) % given
    return _end(item, today)


def _end(item: DueItem, today: date) -> str:
    text = _("The last term ends on %(date)s. Decide whether to extend it, to renew it or to let it end.")
    text %= {"date": item.known}
    if item.notice_day is None:
        return text
    more = (
        _("Notice had to be given by %(date)s.") if item.notice_day < today else _("Notice is to be given by %(date)s.")
    )
    return f"{text} {more % {'date': _notice(item, item.notice_day)}}"


def _notice(item: DueItem, day: date) -> str:
    words = str(KnownDate.day(day))
    return words if item.known.is_exact else _("about %(days)s") % {"days": words}


def _ago(item: DueItem, today: date) -> str:
    days, exact = days_between(item.known, today)
    return _("%(days)s ago") % {"days": days_in_words(days or 0, exact)}


def days_in_words(days: int, exact: bool) -> str:
    """A number of days, whichever way it runs; "about" so many where a date is not known to the day."""
    words = ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}
    return words if exact else _("about %(days)s") % {"days": words}
