"""Words that every part of the page uses: texts with their language, dates, sources."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from agreements.lifecycle import Holder
from agreements.models import Agreement, Source
from agreements.models.source import Checked
from jambi_coop.lib.dates import KnownDate, Precision, format_known
from jambi_coop.lib.language import is_english, localised, missing_in_english


@dataclass(frozen=True)
class Text:
    """A text for the page; `lang` is set where it differs from the page's own language."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class Texts:
    """Takes texts from language pairs and remembers whether one fell back to Indonesian."""

    def __init__(self) -> None:
        self.fell_back = False

    def __call__(self, row, name: str) -> Text:
        """`name` of `row` in the page's language, else in Indonesian."""
        if missing_in_english(row, name):
            self.fell_back = True
            return Text(getattr(row, name), "id")
        return Text(localised(row, name))

    def only_indonesian(self, text: str) -> Text:
        """A text that staff write in Indonesian only."""
        if text and is_english():
            self.fell_back = True
            return Text(text, "id")
        return Text(text)


def day_words(day: date | None) -> str:
    """ "17 Agustus 2020" in the language of the page; "" for none."""
    return format_known(KnownDate.day(day), get_language() or "id") if day else ""


def date_words(known: KnownDate) -> str:
    """The date as it is known; "" when it is not."""
    return str(known) if known else ""


def happened(what: str, known: KnownDate) -> str:
    """What stands before a date: "sent on" a day, "sent in" a month or year, "sent" before April 2016."""
    if known.precision == Precision.DAY:
        return pgettext("before a date", "%(what)s on") % {"what": what}
    if known.precision in (Precision.MONTH, Precision.YEAR):
        return pgettext("before a date", "%(what)s in") % {"what": what}
    return what


@dataclass(frozen=True)
class SourceLine:
    """Where a fact was read: `text` is "internal source" and `link` empty where it may not be named."""

    text: str
    link: str = ""
    dated: str = ""
    certainty: str = ""
    kind: str = ""
    checked: bool | None = None
    checked_on: str = ""


def source_line(source: Source | None, checked: Checked | None = None) -> SourceLine | None:
    """The source of a fact as the public reads it; None without one. `checked` is the row of the fact."""
    if source is None:
        return None
    known = {
        "certainty": str(source.get_certainty_display()),
        "checked": checked.is_checked if checked else None,
        "checked_on": day_words(checked.checked_on) if checked else "",
    }
    if not source.is_public:
        return SourceLine(_("internal source"), **known)
    return SourceLine(
        source.citation, source.link, date_words(source.dated), kind=str(source.get_kind_display()), **known
    )


def size_words(size: int) -> str:
    """ "1,8 MB", "312 KB" with the decimal mark of the page's language."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    text = f"{size / 1_000_000:.1f}"
    return f"{text if is_english() else text.replace('.', ',')} MB"


def days_words(days: int, exact: bool) -> str:
    """ "34 days", "about 34 days" where a date is not exact."""
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return words if exact else pgettext("duration", "about %(words)s") % {"words": words}


def holder_words(agreement: Agreement, holder: str) -> str:
    """Who holds a paper; in a case of another region its own government and council, not this city's."""
    if agreement.is_comparison and holder == Holder.CITY:
        return agreement.region
    if agreement.is_comparison and holder == Holder.COUNCIL:
        return _("Council (DPRD) of %(region)s") % {"region": agreement.region}
    return str(Holder(holder).label)
