"""What the address of the desk asks for; a value that makes no sense is left out, never an error."""

from dataclasses import dataclass, fields
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.models import StateFilter as Show
from agreements.search import MAX_QUERY_LENGTH
from jambi_coop.lib.known_date import FIRST_YEAR, LAST_YEAR

from ..scope import LIST_PARAMETER, asked_agreement

NOBODY = "none"


class Group(models.TextChoices):
    OFFICE = "office", _("Office")
    AGREEMENT = "agreement", _("Agreement")
    MONTH = "month", _("Month")


SORTS = ("title", "agreement", "office", "person", "due", "moved", "done")
BOARD = "board"
# Field of `Asked` -> parameter, where they differ.
PARAMETERS = {"state": "state", "words": "q", "agreement": LIST_PARAMETER}


@dataclass(frozen=True)
class Asked:
    """The parameters, each "" (or 1, or None) when it is not given."""

    state: str = ""
    office: str = ""
    person: str = ""
    agreement: str = ""
    year: str = ""
    words: str = ""
    group: str = ""
    sort: str = ""
    view: str = ""
    page: str = ""
    edit: str = ""
    all: str = ""

    @property
    def show(self) -> Show:
        """Open ones unless something else is asked for; of one agreement all."""
        if self.state:
            return Show(self.state)
        return Show.ALL if self.agreement else Show.OPEN

    @property
    def page_number(self) -> int:
        return int(self.page or 1)

    @property
    def is_narrowed(self) -> bool:
        """Something besides the state narrows the list."""
        return bool(self.office or self.person or self.agreement or self.year or self.words)

    @property
    def listed(self) -> tuple[str, ...]:
        """All that decides which rows there are and in what order."""
        return (self.state, self.office, self.person, self.agreement, self.year, self.words, self.group, self.sort)

    @cached_property
    def given(self) -> dict[str, str]:
        """Field -> value of all that is given, in their order."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    def parameters(self, **changes) -> dict[str, str]:
        """Parameter -> value of each that is given after `changes`."""
        changed = {**self.given, **changes}
        return {PARAMETERS.get(name, name): str(changed[name]) for name in NAMES if changed.get(name)}

    def query(self, **changes) -> str:
        """`?...` for the same list with `changes`; another list starts on its first page with nothing opened."""
        fresh = {"edit": "", "all": ""}
        if changes.keys() - {"page", "edit", "all"}:
            fresh["page"] = ""
        return "?" + urlencode(self.parameters(**{**fresh, **changes}))


NAMES = tuple(field.name for field in fields(Asked))


def read(request) -> tuple[Asked, Agreement | None]:
    """What the request asks for, and the agreement to which it limits the list."""
    given = request.GET.get
    agreement = asked_agreement(request)
    office, person = given("office", ""), given("person", "")
    asked = Asked(
        state=_one_of(given("state"), Show.values),
        office=office if office and all(char.isalnum() or char in "-_" for char in office) and len(office) < 60 else "",
        person=person if person == NOBODY else _number(person),
        agreement=str(agreement.pk) if agreement else "",
        year=_year(given("year", "")),
        words=given("q", "").replace("\x00", " ").strip()[:MAX_QUERY_LENGTH],
        group=_one_of(given("group"), Group.values),
        sort=_one_of(given("sort"), [*SORTS, *(f"-{name}" for name in SORTS)]),
        view=_one_of(given("view"), [BOARD]),
        page=_number(given("page", "")),
        edit=_number(given("edit", "")),
        all=_one_of(given("all"), ["1"]),
    )
    return asked, agreement


def _one_of(value, values) -> str:
    return value if value in values else ""


def _number(text: str) -> str:
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return str(int(text)) if is_number and int(text) else ""


def _year(text: str) -> str:
    number = _number(text.strip())
    return number if number and FIRST_YEAR <= int(number) <= LAST_YEAR else ""
