"""Sizes of paper, and a report as it is laid out on paper, without a file format."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Paper(NamedTuple):
    """Width and height of an upright sheet in millimetres."""

    width: int
    height: int


PAPERS = {"a4": Paper(210, 297), "f4": Paper(215, 330)}
"""By code; F4 is the long paper of Indonesian offices."""
BLANK = "." * 40
"""Stands where something is to be written by hand: a name that nobody typed is not invented. Rank and number belong to
a name, and leave nothing where they are empty."""


@dataclass(frozen=True)
class Head:
    """The letterhead: lines from top to bottom, and the picture left of them."""

    lines: Sequence[str] = ()
    logo: bytes | None = None


@dataclass(frozen=True)
class SignatureBlock:
    """Place and day, and who signs. Between post and name stays room for the signature, which nobody draws."""

    place_and_day: str = ""
    post: str = ""
    name: str = ""
    rank: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperReport:
    """One report with a table, all in words: `rows` has a text for each of `headers`, `shares` the part of the width
    that each column gets, `figures` the columns that stand right-aligned.

    `under_title` are the day and the filters; `total` is a last row, `closing` the lines below the table. `empty` is
    written in place of rows where there are none; `footer` stands before the number of the page on every page.
    """

    title: str
    under_title: Sequence[str]
    headers: Sequence[str]
    shares: Sequence[float]
    rows: Sequence[Sequence[str]]
    empty: str
    total: Sequence[str] | None = None
    figures: frozenset[int] = field(default_factory=frozenset)
    closing: Sequence[str] = ()
    head: Head = Head()
    signature: SignatureBlock = SignatureBlock()
    paper: str = "a4"
    footer: str = ""

    @property
    def is_wide(self) -> bool:
        """The table needs the long side of the paper."""
        return len(self.headers) > NARROW


NARROW = 5
"""So many columns fit on an upright sheet."""
