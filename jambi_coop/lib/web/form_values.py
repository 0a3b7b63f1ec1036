"""Values of form fields in words, to compare typed with saved values."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jambi_coop.lib.numbers.fields import NumberFormField
from jambi_coop.lib.numbers.figures import figure

NOTHING = "—"
# Technical fields of a form (tokens, versions, counts of rows, buttons), and passwords, which no page may show again.
NOT_TYPED = re.compile(
    r"_.*|csrfmiddlewaretoken|next|username|login-again-.*|.*password.*|(.*-)?(id|version|report)|.*_FORMS|.*-__prefix__-.*"
)


def saved_value(row: models.Model, name: str):
    """Return the value of a field of `row` (or of a history record of it): a value, an object, a list of objects."""
    try:
        value = getattr(row, name)
    except ObjectDoesNotExist:
        return None
    return list(value.all()) if hasattr(value, "all") else value


def typed_value(form: forms.BaseForm, name: str) -> str:
    """Return the typed value in words: the cleaned one where the field is valid, else the raw text."""
    if name in getattr(form, "cleaned_data", {}):
        return shown(form.fields[name], form.cleaned_data[name])
    data = form[name].data
    parts = data if isinstance(data, list | tuple) else [data]
    return ", ".join(str(part) for part in parts if part) or NOTHING


def shown(field: forms.Field, value) -> str:
    """Return one value in words, in the language of the page; `NOTHING` for an empty one."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelChoiceField) and isinstance(value, models.Model):
        return field.label_from_instance(value)
    if isinstance(value, list | tuple | set | models.QuerySet):
        return _listed(field, value)
    if value is None or value == "" or (not value and not isinstance(value, int | Decimal)):
        return NOTHING
    if isinstance(field, NumberFormField):
        return field.as_figure(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return _choice(field, value)
    return _plain(value)


def submitted_values(data: QueryDict, labels: Mapping[str, object] | None = None) -> list[tuple[str, str]]:
    """Return (label, text) of everything that was typed into a form that could not be accepted, so that the user can
    copy it."""
    return [
        (str((labels or {}).get(name, name)), text)
        for name, texts in data.lists()
        if not NOT_TYPED.fullmatch(name)
        for text in texts
        if text.strip()
    ]


def _listed(field: forms.Field, values: Iterable) -> str:
    return ", ".join(sorted(shown(field, value) for value in values)) or NOTHING


def _choice(field: forms.ChoiceField, value) -> str:
    for key, label in list(field.choices):  # type: ignore[arg-type] # Django's stubs know no iterator
        options = label if isinstance(label, list | tuple) else [(key, label)]
        for option, text in options:
            if str(option) == str(value):
                return str(text)
    return str(value)


def _plain(value) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{date_format(local, 'j F Y')}, {local:%H.%M}"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return figure(value, get_language() or "id")
    return str(value)
