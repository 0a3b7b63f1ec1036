"""What every import makes of a cell: its text, whether it is blank, a yes or a no, one of several choices.

The same text means the same value in each of them. What cannot be read is a ValidationError with what to write.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from jambi_coop.lib.tables.table import yes_no

from .header_rows import folded

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES = ("id", "en")
EMPTY = frozenset({"", "-", "–", "—"})
LONGEST_QUOTED = 80


def _word(text: str) -> str:
    """Return a text as it is compared: letters and digits, or the mark itself."""
    return folded(text) or text.strip()


YES = frozenset(_word(word) for language in LANGUAGES for word in (yes_no(language)[0], "true", "1", "x", "v", "✓"))
NO = frozenset(_word(word) for language in LANGUAGES for word in (yes_no(language)[1], "false", "0"))


def text_of(cell: Any) -> str:
    """Return a cell as the text that a person would have typed; line breaks stay."""
    if cell is None:
        return ""
    if isinstance(cell, str) and "\n" not in cell:
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, timedelta):
        return str(cell)
    return "\n".join(line.strip() for line in str(cell).replace("\r\n", "\n").split("\n")).strip()


def is_blank(cell: Any) -> bool:
    """True for an empty cell, and for one with only a dash."""
    return cell is None or (isinstance(cell, str) and cell.strip() in EMPTY)


def quoted(cell: Any) -> str:
    """Return a text of a file as it stands in a sentence: on one line, and not longer than can be read there."""
    text = " ".join(text_of(cell).split())
    return text if len(text) <= LONGEST_QUOTED else f"{text[: LONGEST_QUOTED - 1]}…"


def read_yes_no(text: str) -> bool:
    """Return the yes or no of a text in Indonesian or English; nothing else is taken for a no."""
    if _word(text) in YES | NO:
        return _word(text) in YES
    raise ValidationError(
        _("“%(text)s” is neither yes nor no. Write “%(yes)s” or “%(no)s”."),
        params={"text": quoted(text), "yes": _("Yes"), "no": _("No")},
    )


def by_label(choices: "Iterable[tuple[str, StrOrPromise]]") -> dict[str, str]:
    """Return the codes of choices by what people write: the label in either language, or the code; folded."""
    pairs = list(choices)
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            found |= {folded(str(label)): code for code, label in pairs}
    return found | {folded(str(code)): code for code, _label in pairs}


def read_choice(text: str, known: Mapping[str, str], choices: "Iterable[tuple[str, StrOrPromise]]") -> str:
    """Return the code that a text means by the folded texts that are `known`; the refusal names the choices."""
    if folded(text) in known:
        return known[folded(text)]
    raise ValidationError(
        _("“%(text)s” is none of the choices. Write one of: %(choices)s."),
        params={"text": quoted(text), "choices": ", ".join(str(label) for _code, label in choices)},
    )
