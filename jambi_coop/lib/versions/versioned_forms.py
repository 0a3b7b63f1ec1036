"""Forms that carry the version of the row they change; a missing or outdated version is a conflict.

Put `is_valid()` and `save()` of one submission into one transaction: the row is locked when it is
checked, so that nobody can change it before it is saved. A conflict is an ordinary error of the form
(code "conflict") plus `form.conflict`, the data for a page that shows both sides.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.records.people import name_of
from jambi_coop.lib.records.trash import once_while_alive
from jambi_coop.lib.web.form_values import saved_value, shown, typed_value

from .versioning import NEVER, StaleVersion, lock_version, version_in

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEEP_SAVED = "_keep_saved"  # posted with the HTML name of each field whose saved value is to be kept
VERSION = "version"

CHANGED = _("Someone changed this after you opened it. Nothing of yours has been saved yet.")
GONE = _("Someone deleted this after you opened it.")
NO_VERSION = _("This page did not say which version it shows. Nothing of yours has been saved yet.")


@dataclass(frozen=True)
class ConflictRow:
    """One field in which the two sides differ, in words: `opened` is the value when the page was opened (None where it
    is not known), `now` the saved one, `typed` the one of the user."""

    name: str
    label: str
    opened: str | None
    now: str
    typed: str

    @property
    def untouched(self) -> bool:
        """True where the user left the value as it was when the page was opened."""
        return self.opened is not None and self.opened == self.typed


@dataclass(frozen=True)
class Conflict:
    """The reason why a form was not saved: `current` is the present version, None where the row is gone."""

    message: "StrOrPromise"
    current: int | None = None
    rows: list[ConflictRow] = field(default_factory=list)
    changed_by: str = ""
    changed_at: datetime | None = None


class VersionField(forms.CharField):
    """Hidden field for the version; it never counts as a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class VersionedModelFormMixin(forms.Form):
    """Mixin for a ModelForm over a `Versioned` model, before ModelForm among the bases."""

    # Set by ModelForm, the other base.
    instance: Any
    _meta: Any

    version = VersionField(required=False, label=_("version"))
    conflict: Conflict | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        adding = self.instance._state.adding
        self.initial[VERSION] = "" if adding else self.instance.version

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if self.add_prefix(name) not in self.fields_as_saved]

    @cached_property
    def fields_as_saved(self) -> set[str]:
        """The HTML names of the fields whose saved values are kept (see KEEP_SAVED)."""
        return set(self.data.getlist(KEEP_SAVED)) if hasattr(self.data, "getlist") else set()

    def _post_clean(self):
        # Checked before Django writes the typed values into the instance.
        self.conflict = self._find_conflict()
        if self.conflict is not None:
            self.add_error(None, ValidationError(self.conflict.message, code="conflict"))
            return
        for name in self.fields:
            if self.add_prefix(name) in self.fields_as_saved and name in self.cleaned_data:
                self.cleaned_data[name] = saved_value(self.instance, name)
        super()._post_clean()

    def _find_conflict(self) -> Conflict | None:
        if self.instance._state.adding:
            return Conflict(GONE) if self._posted_pk() else None
        posted = self.posted_version
        try:
            lock_version(self.instance, posted if posted == self.instance.version else NEVER)
        except StaleVersion as stale:
            if stale.row is None:
                return Conflict(GONE)
            message = NO_VERSION if posted == NEVER else CHANGED
            who, when = last_change(stale.row)
            return Conflict(message, stale.current, conflict_rows(self, stale.row, posted), who, when)
        return None

    @property
    def posted_version(self) -> int:
        """The version that was posted with the form; NEVER where it is missing or not a number."""
        return version_in(self.data.get(self.add_prefix(VERSION), ""))

    def _posted_pk(self):
        """Return the posted primary key of a row of a formset, which is gone if the instance is new."""
        name = self._meta.model._meta.pk.name
        return name in self.fields and self.data.get(self.add_prefix(name))

    def changed_links(self) -> list[str]:
        """Return the names of the changed many-to-many fields."""
        links = {link.name for link in self._meta.model._meta.many_to_many}
        return [name for name in self.changed_data if name in links]

    def save(self, commit=True):
        """Save as ModelForm.save does, but write nothing for an unchanged form. Raises StaleVersion."""
        if self.errors or not commit or self.instance._state.adding:
            return super().save(commit)
        if self.changed_data:
            with transaction.atomic():
                self.instance.version = lock_version(self.instance, self.posted_version).version + 1
                self.instance.save()
                if self.changed_links():
                    self._save_m2m()
        return self.instance


class VersionedModelForm(VersionedModelFormMixin, forms.ModelForm):
    """Base of the forms for `Versioned` models."""


class VersionedFormSetMixin:
    """Mixin for a formset over versioned forms: a conflict in any row, also in one to be deleted, makes it invalid."""

    forms: list  # set by the formset, the other base

    def full_clean(self):
        super().full_clean()
        if self.is_bound and any(row.conflict for row in self.versioned_forms()):
            self._non_form_errors.extend(ValidationError(CHANGED, code="conflict").error_list)

    def is_valid(self):
        return super().is_valid() and not any(row.conflict for row in self.versioned_forms())

    def versioned_forms(self) -> list[VersionedModelFormMixin]:
        return [row for row in self.forms if isinstance(row, VersionedModelFormMixin)]


class VersionedInlineFormSet(VersionedFormSetMixin, forms.BaseInlineFormSet):
    """Formset of rows that belong to another row, each with its own version. It has its own message for a duplicate,
    since Django's Indonesian translation says that the row does not exist."""

    def get_form_error(self) -> str:
        return str(_("This one is named already."))

    def get_unique_error_message(self, unique_check) -> str:
        return self.get_form_error()

    def validate_unique(self):
        """Refuse also two rows that may not stand beside each other while neither is in the trash: Django compares the
        rows of a formset only where a constraint has no condition."""
        super().validate_unique()
        seen: set[tuple] = set()
        kept = [row for row in self.forms if row not in self.deleted_forms and row.is_valid()]
        for fields, row in ((fields, row) for fields in once_while_alive(self.model) for row in kept):
            given = [row.cleaned_data.get(name) for name in fields if name in row.fields and name != self.fk.name]
            told = tuple(getattr(value, "pk", value) for value in given)
            if None not in told and told and told in seen:
                row.add_error(None, self.get_form_error())
                raise ValidationError(self.get_form_error())
            seen.add(told)


def last_change(row) -> tuple[str, datetime | None]:
    """Return user name and time of the newest change of `row`, from its history; ("", None) without one."""
    record = _history(row).first() if _history(row) is not None else None
    if record is None:
        return "", None
    return name_of(record.history_user), record.history_date


def conflict_rows(form, row, opened_version: int) -> list[ConflictRow]:
    """Return the fields in which the typed value differs from the one that is saved now."""
    opened = opened_row(row, opened_version)
    rows = []
    for name, bound in ((name, form[name]) for name in form.fields):
        if name == VERSION or bound.is_hidden or not _is_field(row, name):
            continue
        if bound.html_name in form.fields_as_saved:
            continue
        now, typed = shown(bound.field, saved_value(row, name)), typed_value(form, name)
        if now == typed:
            continue
        before = None
        if opened is not None and not row._meta.get_field(name).many_to_many:
            before = shown(bound.field, saved_value(opened, name))
        rows.append(ConflictRow(bound.html_name, str(bound.label), before, now, typed))
    return rows


def _is_field(row, name: str) -> bool:
    return name in {one.name for one in (*row._meta.fields, *row._meta.many_to_many)}


def _history(row):
    """Return the history of one row, newest first; None for a model without history."""
    manager = getattr(row._meta, "simple_history_manager_attribute", None)
    return getattr(row, manager).order_by("-history_date", "-history_id") if manager else None


def opened_row(row, version: int):
    """Return the row as the user saw it: the newest history record of that version."""
    history = _history(row)
    return history.filter(version=version).first() if history is not None else None
