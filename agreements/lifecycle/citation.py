"""Articles of law as they stand in the data, such as "PP 28/2018 Ps 28(1)-(2)", written out for readers."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_PIECE = re.compile(r"(?P<regulation>.+?) Ps (?P<articles>.+)")
_ARTICLE = re.compile(
    r"(?P<number>\d+)(?:\((?P<paragraph>\d+)\)(?:-\((?P<last>\d+)\))?)?(?P<letter>[a-z])?(?:-(?P<last_letter>[a-z]))?"
)


def written_out(basis: str) -> str:
    """Return articles as a reader expects them: "PP 28/2018 Pasal 28 ayat (1) dan ayat (2) juncto Pasal 38", on an
    English page "PP 28/2018 Art. 28(1)–(2) with Art. 38".

    `basis` names regulations with their articles: pieces are separated by "; ", articles by ", ", and what is read
    together with them follows " jo. Ps ". A piece of another form is returned as it is.
    """
    return "; ".join(_piece(piece) for piece in basis.split("; "))


def _piece(piece: str) -> str:
    found = _PIECE.fullmatch(piece)
    if found is None:
        return piece
    groups = [_and([_article(one) for one in group.split(", ")]) for group in found["articles"].split(" jo. Ps ")]
    words = groups[0]
    for others in groups[1:]:
        words = pgettext("law", "%(articles)s with %(others)s") % {"articles": words, "others": others}
    return f"{found['regulation']} {words}"


def _article(text: str) -> str:
    found = _ARTICLE.fullmatch(text)
    if found is None:
        return text
    words = pgettext("law", "Art. %(number)s") % {"number": found["number"]}
    if found["paragraph"]:
        words += _paragraphs(int(found["paragraph"]), int(found["last"] or found["paragraph"]))
    if found["last_letter"]:
        letters = {"first": found["letter"], "last": found["last_letter"]}
        return words + pgettext("letters of a law", "%(first)s–%(last)s") % letters
    if found["letter"]:
        words += pgettext("letter of a law", "%(letter)s") % {"letter": found["letter"]}
    return words


def _paragraphs(first: int, last: int) -> str:
    if first == last:
        return pgettext("paragraph of a law", "(%(number)d)") % {"number": first}
    if last == first + 1:
        return pgettext("two paragraphs of a law", "(%(first)d)–(%(last)d)") % {"first": first, "last": last}
    return pgettext("paragraphs of a law", "(%(first)d)–(%(last)d)") % {"first": first, "last": last}


def _and(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
