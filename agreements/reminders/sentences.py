"""The sentence about an item that falls due, for mails and lists."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from agreements.record.wording import days_label
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate

from .due_items import DueItem


def sentence(item: DueItem, today: date) -> str:
    """Return a sentence that says what is due and when, in the active language."""
    days, exact = days_between(item.known, today)
    ago, notice = _("%(days)s ago") % {"days": days_label(abs(days or 0), exact)}, ""
    if item.notice_day is not None:
        notice = str(KnownDate.day(item.notice_day))
        notice = notice if item.known.is_exact else _("about %(days)s") % {"days": notice}
    context = {
        "item": item,
        "ago": ago if item.day < today else "",
        "notice": notice,
        "notice_has_passed": item.notice_day is not None and item.notice_day < today,
    }
    return render_to_string("agreements/reminders/mail/_due.txt", context).strip()
