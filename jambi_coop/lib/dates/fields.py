"""A date of known precision as a model field and a form field.

`signed_on = KnownDateField(...)` gives the attribute `signed_on`, a `KnownDate`, stored in three plain
columns `signed_on_earliest`, `signed_on_latest` and `signed_on_precision`. The field itself has no
column, so migrations only have the three. Queries and `update_fields` name the columns
(`overlaps_q`, `sort_key`, `column_names`); `order_by("signed_on")` sorts by the earliest day.
"""

import copy
import functools
from collections.abc import Iterable
from datetime import date, datetime

from django import forms
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.core.validators import EMPTY_VALUES
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Col, OrderBy
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .known_date import KnownDate, Precision
from .parser import DateTextError, parse

PRECISION_CHOICES = [
    (Precision.DAY.value, pgettext_lazy("precision", "day")),
    (Precision.MONTH.value, pgettext_lazy("precision", "month")),
    (Precision.YEAR.value, pgettext_lazy("precision", "year")),
    (Precision.RANGE.value, pgettext_lazy("precision", "range")),
    (Precision.BEFORE.value, pgettext_lazy("precision", "before")),
    (Precision.AROUND.value, pgettext_lazy("precision", "about")),
    (Precision.UNKNOWN.value, pgettext_lazy("precision", "unknown")),
]
UNKNOWN = KnownDate.unknown()
EMPTY = [*EMPTY_VALUES, UNKNOWN]
NOT_KNOWN = frozenset({None, "", Precision.UNKNOWN})
"""What the column of the precision holds where nothing is known."""
HINT = _("Example: 27 March 2026, June 2014, about 2018")
DAY_HINT = _("Example: 27 March 2026")


def as_known_date(value: KnownDate | date | str | None) -> KnownDate:
    """Return the KnownDate for a value that may be assigned to the field; raises DateTextError for a text that is no
    date, TypeError for another type."""
    if value is None:
        return KnownDate.unknown()
    if isinstance(value, KnownDate):
        return value
    if isinstance(value, datetime):
        return KnownDate.day(value.date())
    if isinstance(value, date):
        return KnownDate.day(value)
    if isinstance(value, str):
        return parse(value)
    raise TypeError(f"{value!r} is neither a date nor a text")


def _valid_date(value) -> KnownDate:
    try:
        return as_known_date(value)
    except DateTextError as error:
        raise ValidationError(error.message, code="invalid_date", params=error.params) from error
    except (TypeError, ValueError) as error:
        raise ValidationError(_("This is not a date."), code="invalid_date") from error


def valid_day(value) -> date | None:
    """Return the single day of a text or date, None for an unknown one; raises ValidationError for any other."""
    known = _valid_date(value)
    if known and not known.is_exact:
        raise ValidationError(_("Give the day, such as 31 December 2026."), code="day_needed")
    return known.earliest


def refuse_future(value: KnownDate, today: date | None = None) -> None:
    """Raise ValidationError for a date that is certainly after `today`: only past events are recorded.

    `today` defaults to the present day, so that the function can be used as a validator of a field.
    """
    if value and value.certainly_after(today or localdate()):
        sentence = _("%(date)s is in the future. Record it when it has happened.")
        raise ValidationError(sentence, code="future", params={"date": value})


class DateTextField(forms.Field):
    """Base of both form fields: a text input that shows a date in the language of the page and accepts what `parse`
    reads."""

    widget = forms.TextInput
    empty_values = EMPTY
    hint = HINT

    def __init__(self, *, help_text="", **kwargs):
        help_text = format_lazy("{} {}", help_text, self.hint) if help_text else self.hint
        super().__init__(help_text=help_text, **kwargs)

    def widget_attrs(self, widget):
        return {"autocomplete": "off", "maxlength": 80}

    def prepare_value(self, value):
        if isinstance(value, KnownDate):
            return str(value) if value else ""
        return value

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            return as_known_date(initial) != as_known_date(data)
        except ValueError:
            return True


class KnownDateFormField(DateTextField):
    """Form field for a date of any precision; the value is a `KnownDate`."""

    def to_python(self, value) -> KnownDate:
        return _valid_date(value)


class DayFormField(DateTextField):
    """Form field for a single day; the value is a `date` or None."""

    hint = DAY_HINT

    def prepare_value(self, value):
        return super().prepare_value(KnownDate.day(value) if isinstance(value, date) else value)

    def to_python(self, value) -> date | None:
        return valid_day(value)


class KnownDateDescriptor:
    """Descriptor that builds the KnownDate from the three columns and writes it back into them."""

    def __init__(self, field):
        self.field = field
        self.names = field.column_names

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        columns = instance.__dict__
        deferred = [name for name in self.names if name not in columns]
        if deferred:
            instance.refresh_from_db(fields=deferred)
        of_earliest, of_latest, of_precision = self.names
        earliest, latest, precision = columns[of_earliest], columns[of_latest], columns[of_precision]
        if earliest is latest is None and precision in NOT_KNOWN:
            return UNKNOWN  # most dates of most rows: one object is enough
        return KnownDate(earliest, latest, Precision(precision or Precision.UNKNOWN))

    def __set__(self, instance, value):
        known = as_known_date(value)
        earliest, latest, precision = self.names
        setattr(instance, earliest, known.earliest)
        setattr(instance, latest, known.latest)
        setattr(instance, precision, known.precision.value)


class KnownDateField(models.Field):
    """Model field for a date of known precision; `blank=False` means that it may not be unknown."""

    description = _("Date of known precision")
    empty_values = EMPTY
    descriptor_class = KnownDateDescriptor

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Created here and not in contribute_to_class, so that the columns keep the position of this field.
        self._columns = {
            "earliest": models.DateField(null=True, blank=True, editable=False),
            "latest": models.DateField(null=True, blank=True, editable=False),
            "precision": models.CharField(
                max_length=8,
                choices=PRECISION_CHOICES,
                default=Precision.UNKNOWN.value,
                editable=False,
            ),
        }

    @property
    def column_names(self) -> tuple[str, str, str]:
        return f"{self.name}_earliest", f"{self.name}_latest", f"{self.name}_precision"

    def get_attname_column(self):
        return self.get_attname(), None

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only=True)
        setattr(cls, self.attname, self.descriptor_class(self))
        # A copy of the model (a subclass, the history) already has the columns as its own fields.
        present = {field.name for field in cls._meta.local_fields}
        for part, column in self._columns.items():
            if f"{name}_{part}" not in present:
                copy.copy(column).contribute_to_class(cls, f"{name}_{part}")
        _validate_constraints_over_columns(cls)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": KnownDateFormField, **kwargs})

    def to_python(self, value) -> KnownDate:
        return _valid_date(value)

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def get_col(self, alias, output_field=None):
        """Return the column of the earliest day; used for ORDER BY only."""
        return Col(alias, self.model._meta.get_field(self.column_names[0]), self)

    def get_lookup(self, lookup_name):
        raise FieldError(f"Filter on the columns {self.column_names} (see overlaps_q).")

    def select_format(self, compiler, sql, params):
        raise FieldError(f"Select the columns {self.column_names} instead of {self.name}.")


def _validate_constraints_over_columns(cls):
    """Let a ModelForm check the constraints over the three columns.

    A form knows only the field, so Django would skip every constraint that names one of its columns, and
    the database would refuse the row with an error instead of a sentence.
    """
    original = cls.validate_constraints
    if getattr(original, "checks_known_dates", False):
        return

    @functools.wraps(original)
    def validate_constraints(self, exclude=None):
        columns = {
            name
            for field in self._meta.private_fields
            if isinstance(field, KnownDateField)
            for name in field.column_names
        }
        original(self, exclude=set(exclude or ()) - columns)

    validate_constraints.checks_known_dates = True
    cls.validate_constraints = validate_constraints


def column_names(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Return `names` with each known date replaced by its columns, for `update_fields` and `only`."""
    columns: list[str] = []
    for name in names:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        columns += field.column_names if isinstance(field, KnownDateField) else [name]
    return columns


def known_date_constraints(name: str) -> list[models.CheckConstraint]:
    """Return the constraints of a known date for `Meta.constraints`: its days are in order, and present as its
    precision requires."""
    earliest, latest, precision = (f"{name}_{part}" for part in ("earliest", "latest", "precision"))
    no_start, no_end = Q(**{f"{earliest}__isnull": True}), Q(**{f"{latest}__isnull": True})
    open_ended = [Precision.UNKNOWN.value, Precision.BEFORE.value]
    closed = [choice.value for choice in Precision if choice.value not in open_ended]
    return [
        models.CheckConstraint(
            name=f"%(app_label)s_%(class)s_{name}_order",
            condition=no_start | no_end | Q(**{f"{earliest}__lte": F(latest)}),
            violation_error_message=_("A date ends before it starts."),
        ),
        models.CheckConstraint(
            name=f"%(app_label)s_%(class)s_{name}_known",
            condition=(Q(**{precision: Precision.UNKNOWN.value}) & no_start & no_end)
            | (Q(**{precision: Precision.BEFORE.value}) & no_start & ~no_end)
            | (Q(**{f"{precision}__in": closed}) & ~no_start & ~no_end),
            violation_error_message=_("The days of a date do not fit its precision."),
        ),
    ]


def overlaps_q(name: str, start: date | None, end: date | None) -> Q:
    """Return the condition for dates that may be within start–end (both included, None means no limit); unknown dates
    never are.

    `name` may follow relations: "agreement__signed_on".
    """
    late_enough = Q(**{f"{name}_latest__gte": start}) if start else Q(**{f"{name}_latest__isnull": False})
    if end is None:
        return late_enough
    earliest = f"{name}_earliest"
    return late_enough & (Q(**{f"{earliest}__isnull": True}) | Q(**{f"{earliest}__lte": end}))


def sort_key(name: str, descending: bool = False) -> list[OrderBy]:
    """Return the arguments for `order_by`: by the earliest day, those without one last; add "pk" to make it stable."""
    earliest = F(f"{name}_earliest")
    order = earliest.desc(nulls_last=True) if descending else earliest.asc(nulls_last=True)
    return [order]
