"""The errors of an invalid form, each with the id of its field to link to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm


@dataclass(frozen=True)
class Fault:
    """One error. `id` is that of the field on the page, "" for an error of the whole form or row; `label` names the
    field or row."""

    id: str
    label: str
    sentence: str


def faults_of(form: BaseForm, heading: str = "") -> list[Fault]:
    """Return the errors of the whole form first, then of each field; `heading` names the form where it is one row of a
    table."""
    found = [Fault("", heading, str(sentence)) for sentence in form.non_field_errors()]
    for field in form:
        label = f"{heading}: {field.label}" if heading else str(field.label)
        # A group of checkboxes has no single input; the element around it has the id.
        found += [Fault(field.id_for_label or field.auto_id, label, str(sentence)) for sentence in field.errors]
    return found


def faults_of_rows(formset: Any, name: str, names: str) -> list[Fault]:
    """Return the errors of a formset, without the rows that are to be deleted. `name` is the word for one row, `names`
    that for several."""
    found = [Fault("", names, str(sentence)) for sentence in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, start=1):
        if not (formset.can_delete and formset._should_delete_form(form)):
            found += faults_of(form, getattr(form, "heading", "") or f"{name} {number}")
    return found


def faults_of_lines(forms: Iterable[BaseForm]) -> list[Fault]:
    """Return the errors of a form and of the forms in its table, which have their name in `heading`."""
    return [fault for form in forms if form.is_bound for fault in faults_of(form, getattr(form, "heading", ""))]
