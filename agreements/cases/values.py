"""Conversion of the facts of a fixture to values of a row: texts, choices, numbers, known dates, links by name."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from jambi_coop.lib.dates.counting import add_months, add_years
from jambi_coop.lib.dates.fields import KnownDateField
from jambi_coop.lib.web.typed_fields import value_from_text

from .files import FixtureError
from .run import MODELS, Run, find

# Fields whose value is the name of another entry: field -> kind of entry.
LINKS = {
    "source": "source",
    "status_source": "source",
    "stage_source": "source",
    "regulation": "regulation",
    "revoked_by": "regulation",
    "legal_basis": "legal_basis",
    "office": "office",
    "lead_office": "office",
    "partner": "partner",
}
OWN_KIND = {"parent", "renews"}
KIND_OF = {model: kind for kind, model in MODELS.items()}
# Set by the loader although no form shows them.
SYSTEM_FIELDS = {
    *("publication_class", "exempt_ground", "exempt_reason", "exempt_review_on", "checked_on", "times_moved"),
    *("state", "set_on", "review_note", "submitted_at", "accepted_on"),
}
Value = TypeVar("Value")
RELATIVE = re.compile(r"today(?: ([+-]) (\d+) (day|month|year)s?)?")


@contextmanager
def at(place: str) -> Iterator[None]:
    """Add `place` to the message of a FixtureError raised in the block."""
    try:
        yield
    except FixtureError as error:
        raise FixtureError(f"{place}: {error}") from error


def fill(row: models.Model, facts: Mapping, run: Run) -> None:
    """Set the fields of `row` from `facts` and validate them. Raises FixtureError for an unknown field or an invalid
    value."""
    for name, value in facts.items():
        try:
            setattr(row, name, _value(row, name, value, run))
        except ValidationError as error:
            raise FixtureError(f"{name}: {' '.join(error.messages)}") from error


def _value(row: models.Model, name: str, value, run: Run):
    try:
        field = row._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise FixtureError(f"“{name}” is no field of {row._meta.label}") from error
    if name in LINKS:
        return find(LINKS[name], value)
    if name in OWN_KIND:
        return find(KIND_OF[type(row)], value)
    if name in ("document", "indicator"):
        return _of_the_case(row, name, value, run)
    if field.is_relation or not (field.editable or name in SYSTEM_FIELDS or name.startswith("stage_as_of")):
        raise FixtureError(f"“{name}” cannot be set from a fixture")
    if isinstance(field, KnownDateField | models.DateField):
        value = fixed_days(value, run)
    if isinstance(value, str) and isinstance(field, models.CharField | models.TextField):
        value = " ".join(value.split()) if isinstance(field, models.CharField) else value.strip()
    if isinstance(value, str):
        value = value_from_text(field, value)
    return field.clean(value, row)


def read(reader: Callable[[str], Value | None], text: str) -> Value:
    """Return what `reader` finds in a text, as in a form. Raises FixtureError for a text that it refuses."""
    try:
        value = reader(text)
    except ValidationError as error:
        raise FixtureError(" ".join(error.messages)) from error
    except ValueError as error:
        raise FixtureError(str(error)) from error
    if value is None:
        raise FixtureError("a value is missing")
    return value


def _of_the_case(row, name: str, title: str, run: Run):
    """Return the document or indicator of the same case with this title."""
    found = run.documents.get(title) if name == "document" else row.agreement.indicators.filter(title=title).first()
    if found is None:
        raise FixtureError(f"the case has no {name} with the title “{title}”")
    return found


def fixed_days(text, run: Run):
    """Replace "today - 90 days" by its date in this run; only examples may have such dates."""
    if not isinstance(text, str) or "today" not in text:
        return text
    if not run.examples:
        raise FixtureError(f"“{text}”: only examples may have dates that move with the day of loading")
    return RELATIVE.sub(lambda match: _shifted(run.today, *match.groups()).isoformat(), text)


def _shifted(today: date, sign: str | None, count: str | None, unit: str | None) -> date:
    number = int(f"{sign or '+'}{count or 0}")
    if unit == "month":
        return add_months(today, number)
    if unit == "year":
        return add_years(today, number)
    return today + timedelta(days=number)
