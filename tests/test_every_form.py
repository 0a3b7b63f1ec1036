"""Every typed number and every typed date of every form is read by the one parser of its kind.

The forms are found, not listed: those that the admin makes with their rows, the plain ones of the product, and the
filters of lists.
"""

import copy
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import django_filters.fields
import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import ReadOnlyPasswordHashField, UsernameField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import translation
from django_filters import FilterSet

from jambi_coop.lib.dates.fields import DateTextField, DayFormField, KnownDateField
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.money.amounts import AmountFormField
from jambi_coop.lib.numbers.fields import NumberFormField, WholeNumberFormField
from jambi_coop.lib.versions.versioned_forms import VersionedModelFormMixin
from jambi_coop.lib.web.typed_fields import value_from_text
from tests.architecture import PACKAGES

pytestmark = pytest.mark.django_db

OTHER_KINDS = {
    *(forms.BooleanField, forms.CharField, forms.ChoiceField, forms.EmailField, forms.FileField, forms.SlugField),
    *(forms.TypedChoiceField, forms.URLField, forms.ModelChoiceField, forms.ModelMultipleChoiceField),
    *(UsernameField, ReadOnlyPasswordHashField),
    *(django_filters.fields.ChoiceField, django_filters.fields.MultipleChoiceField),
}
"""The classes of Django and of its filters that a field may be of, or be made from, where it reads no number and no
date."""

TYPED_COLUMNS = (models.IntegerField, models.DecimalField, models.FloatField, models.DateField, KnownDateField)


class Found(NamedTuple):
    """A field of a form, and the field of a model that it fills, where there is one."""

    name: str
    field: forms.Field
    column: models.Field | None


def _of_form(form: type[forms.BaseForm], name: str, fields: dict[str, forms.Field] | None = None) -> Iterator[Found]:
    model = getattr(getattr(form, "_meta", None), "model", None)
    for one, field in (form.base_fields if fields is None else fields).items():
        try:
            column = model._meta.get_field(one) if model else None
        except FieldDoesNotExist:
            column = None
        yield Found(f"{name}.{one}", field, column)


def _subclasses(base: type) -> Iterator[type]:
    for one in base.__subclasses__():
        if one.__module__.split(".")[0] in PACKAGES:
            yield one
        yield from _subclasses(one)


def _of_admins(request) -> Iterator[Found]:
    for model_admin in admin.site._registry.values():
        if not (model_admin.has_add_permission(request) or model_admin.has_change_permission(request)):
            continue
        yield from _of_form(model_admin.get_form(request), type(model_admin).__name__)
        for inline in model_admin.get_inline_instances(request):
            yield from _of_form(inline.get_formset(request).form, type(inline).__name__)


def _of_plain_forms() -> Iterator[Found]:
    """Forms outside the admin; of a form that the admin completes, what it declares itself."""
    completed = {getattr(one, name, None) for one in admin.site._registry.values() for name in ("form", "add_form")}
    for form in set(_subclasses(forms.BaseForm)):
        by_admin = issubclass(form, VersionedModelFormMixin) or form in completed
        yield from _of_form(form, form.__name__, form.declared_fields if by_admin else None)


def _of_filters() -> Iterator[Found]:
    for one in set(_subclasses(FilterSet)):
        # Of copies: a filter keeps the field that it made, and later ones of its class would get it with these choices.
        filters = copy.deepcopy(one.base_filters)
        yield from (Found(f"{one.__name__}.{name}", each.field, None) for name, each in filters.items())


@pytest.fixture
def found(rf, superuser) -> list[Found]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if ".migrations" not in module.name and module.name != "jambi_coop.wsgi":
                importlib.import_module(module.name)
    request = rf.get("/admin/")
    request.user, request.resolver_match = superuser, None
    return [*_of_admins(request), *_of_plain_forms(), *_of_filters()]


def test_forms_are_found(found):
    """A sample of each kind, so that a search that finds nothing does not pass."""
    names = {one.name for one in found}
    assert names >= {
        *("ParticipationInline.people", "MeasurementInline.value", "IndicatorAdmin.baseline", "TargetForm.value"),
        *("TransactionAdmin.amount", "AgreementPartnerAdmin.latitude", "RegulationAdmin.year"),
        *("DayOffAdmin.day", "FollowUpAdmin.cancelled_on", "AgreementAdmin.signed_on"),
        *("ReportForm.own_people", "ReportForm.next_due_on", "PostponeForm.until", "AgreementFilter.signed_from"),
    }


def test_every_field_is_of_a_kind_that_reads_as_people_write(found):
    strange = set()
    for one in found:
        if getattr(one.field.widget, "input_type", "") in ("number", "date", "datetime-local"):
            strange.add(f"{one.name}: {type(one.field.widget).__name__}")
        # What is hidden nobody types, such as the version of a row: the page sends back what it got.
        if isinstance(one.field, NumberFormField | DateTextField) or one.field.widget.is_hidden:
            continue
        foreign = (kind for kind in type(one.field).__mro__ if kind.__module__.split(".")[0] not in PACKAGES)
        if next(foreign) not in OTHER_KINDS or isinstance(one.column, TYPED_COLUMNS):
            strange.add(f"{one.name}: {type(one.field).__name__}")
    assert strange == set()


def test_no_template_lets_a_browser_read_numbers_or_dates():
    sources = [*Path(settings.BASE_DIR, "templates").rglob("*.html"), *Path(settings.BASE_DIR, "static").rglob("*.js")]
    kinds = ('type="number"', 'type="date"', "type=number", "type=date", 'type="datetime-local"')
    texts = [(path, path.read_text(encoding="utf-8")) for path in sources]
    assert [path.name for path, text in texts if any(kind in text for kind in kinds)] == []


BOTH_WAYS = "two_readings"
WHOLE = {
    **dict.fromkeys(["1.000", "1,000", "1 000", "1\N{NARROW NO-BREAK SPACE}000", "1000", "1 ribu"], 1000),
    **dict.fromkeys(["1,5", "1.5", "0.500", "1.20", "1.000,5", "banyak", "12 orang"], "not_whole"),
    "2.026": 2026,
    "-3": "negative",
}
FRACTIONS = {
    **dict.fromkeys(["1,5", "1.5", "1,50", "1.50"], Decimal("1.5")),
    **dict.fromkeys(["1.000", "1,000", "2.500", "12,340"], BOTH_WAYS),
    **dict.fromkeys(["12.345", "12,345"], "two_readings_too_fine"),
    **dict.fromkeys(["1 000", "1000", "1.000,00", "1,000.00"], Decimal(1000)),
    **dict.fromkeys(["1.000.000,50", "1,000,000.50", "1 000 000,5"], Decimal("1000000.5")),
    **dict.fromkeys(["0,5", "0.500", "0,500"], Decimal("0.5")),
    **dict.fromkeys(["banyak", "1.2.3", "50%"], "not_read"),
}
BELOW_A_THOUSAND = {
    **dict.fromkeys(["-1,61", "-1.61", "-1.610", "-1,610"], Decimal("-1.61")),
    **dict.fromkeys(["103.615", "103,615"], Decimal("103.615")),
    "1.000": Decimal(1),
    "1000": "too_large",
    "selatan": "not_read",
}
BELOW_A_THOUSAND_TO_THE_CENT = {**BELOW_A_THOUSAND, **dict.fromkeys(["103.615", "103,615"], "too_fine")}
DAYS = {
    **dict.fromkeys(
        [
            *("20 November 2026", "20 Nov 2026", "20 nopember 2026", "20/11/2026", "20-11-2026", "20.11.2026"),
            *("2026-11-20", "2026/11/20", "November 20, 2026", "20 Nov. 2026"),
        ],
        date(2026, 11, 20),
    ),
    **dict.fromkeys(["5 Agustus 2025", "5 August 2025", "5 Agu 2025", "5 Aug 2025"], date(2025, 8, 5)),
    **dict.fromkeys(["11/20/2026", "31 Februari 2026", "20/11/26", "besok"], "invalid_date"),
}


def table_of(field: forms.Field) -> dict[str, object]:
    """Text -> the value that the field reads, or the code of its refusal."""
    if isinstance(field, DayFormField):
        return DAYS
    if isinstance(field, DateTextField):
        return {text: KnownDate.day(read) if isinstance(read, date) else read for text, read in DAYS.items()}
    if isinstance(field, WholeNumberFormField):
        return WHOLE
    if isinstance(field, NumberFormField):
        if field.digits.before_mark > 3:
            return FRACTIONS
        return BELOW_A_THOUSAND_TO_THE_CENT if field.digits.decimal_places == 2 else BELOW_A_THOUSAND
    return {}


def outcome(reader, text):
    try:
        return reader(text)
    except ValidationError as refused:
        return refused.error_list[0].code


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_and_date_is_read_as_people_write_it(found, language):
    with translation.override(language):
        wrong = {
            (one.name, text): read
            for one in found
            for text, expected in table_of(one.field).items()
            if (read := outcome(one.field.to_python, text)) != expected
        }
    assert wrong == {}


def test_a_file_that_is_loaded_means_what_a_form_means(found):
    """Amounts too: only their currency is read by the form alone, and a file has it in a field of its own."""
    columns = [one for one in found if one.column is not None and not isinstance(one.column, KnownDateField)]
    wrong = {
        (one.name, text): read
        for one in columns
        for text, expected in table_of(one.field).items()
        if (read := outcome(lambda text, column=one.column: value_from_text(column, text), text)) != expected
    }
    assert wrong == {}
    assert any(isinstance(one.field, AmountFormField) for one in columns)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_is_a_sentence_with_the_text_and_both_readings(found, language):
    """Whatever is refused is named in the sentence, and every `%(...)s` of it is filled."""
    with translation.override(language):
        for one in found:
            for text, expected in table_of(one.field).items():
                if isinstance(expected, str):
                    with pytest.raises(ValidationError) as refused:
                        one.field.to_python(text)
                    (sentence,) = refused.value.messages
                    assert f"“{text}”" in sentence, (one.name, sentence)
                    if expected.startswith(BOTH_WAYS):
                        assert text.replace(".", "").replace(",", "") in sentence
