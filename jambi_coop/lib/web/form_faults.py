"""The faults of a form that was refused, each with the way to its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm


@dataclass(frozen=True)
class Fault:
    """`id` is that of the field on the page, "" for a fault of the whole form or row; `label` says where it is."""

    id: str
    label: str
    sentence: str


def faults_of(form: BaseForm, heading: str = "") -> list[Fault]:
    """Those of the whole form first, then of each field; `heading` names the row of a table that the form is."""
    found = [Fault("", heading, str(sentence)) for sentence in form.non_field_errors()]
    for field in form:
        label = f"{heading}: {field.label}" if heading else str(field.label)
        # A group of boxes has no field of its own; its frame has the id.
        found += [Fault(field.id_for_label or field.auto_id, label, str(sentence)) for sentence in field.errors]
    return found


def faults_of_rows(formset: Any, name: str, names: str) -> list[Fault]:
    """Those of the rows beside a form (a formset), without the rows that are to be deleted. `name` is what one of them
    is called."""
    found = [Fault("", names, str(sentence)) for sentence in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, start=1):
        if not (formset.can_delete and formset._should_delete_form(form)):
            found += faults_of(form, getattr(form, "heading", "") or f"{name} {number}")
    return found


def faults_of_lines(forms: Iterable[BaseForm]) -> list[Fault]:
    """Those of a form and the lines of its table, which name themselves by their `heading`."""
    return [fault for form in forms if form.is_bound for fault in faults_of(form, getattr(form, "heading", ""))]
