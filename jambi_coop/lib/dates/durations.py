"""A duration as a text words it ("4 tahun", "three years", "2 tahun 6 bulan"), in months."""

import re

WORDS = {
    **dict.fromkeys(("satu", "one"), 1),
    **dict.fromkeys(("dua", "two"), 2),
    **dict.fromkeys(("tiga", "three"), 3),
    **dict.fromkeys(("empat", "four"), 4),
    **dict.fromkeys(("lima", "five"), 5),
    **dict.fromkeys(("enam", "six"), 6),
    **dict.fromkeys(("tujuh", "seven"), 7),
    **dict.fromkeys(("delapan", "eight"), 8),
    **dict.fromkeys(("sembilan", "nine"), 9),
    **dict.fromkeys(("sepuluh", "ten"), 10),
}
COUNT = rf"(?:\d{{1,2}}|{'|'.join(WORDS)})"
YEARS, MONTHS = r"(?:tahun|thn|th|years?|yrs?)", r"(?:bulan|bln|months?)"
DURATION = re.compile(
    rf"(?:selama |for )?(?:(?P<years>{COUNT})(?: ?\([\w ]+\))?(?: ?\+ ?{COUNT})? ?{YEARS}(?: (?:dan |and )?)?)?"
    rf"(?:(?P<months>{COUNT})(?: ?\([\w ]+\))? ?{MONTHS})?[.;]?",
    re.IGNORECASE,
)


def months_of(text: str) -> int | None:
    """Return the months of a duration; None where the words give no number, or say more than one duration.

    Of "4 + 4 tahun" the first number counts: the second is an option.
    """
    found = DURATION.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    return 12 * _number(found["years"]) + _number(found["months"]) or None


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else WORDS[text.lower()]
