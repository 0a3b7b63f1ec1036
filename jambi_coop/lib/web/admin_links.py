"""Foreign keys in the admin: a value that cannot be a primary key is treated like the key of an unknown row.

Django passes such a value on to the database, which answers with an error.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.forms import ModelMultipleChoiceField


def are_keys(model: Any, value) -> bool:
    """True where each of `value` (one text or several) may be a primary key of `model`; the row need not exist."""
    values = value if isinstance(value, list | tuple) else [value]
    try:
        for one in values:
            model._meta.pk.run_validators(model._meta.pk.to_python(one))
    except ValidationError:
        return False
    return True


class LinkedChangeList(ChangeList):
    """An admin list that is empty where the URL limits it to the rows of another row that cannot exist."""

    def get_queryset(self, request, exclude_parameters=None):
        rows = super().get_queryset(request, exclude_parameters)
        return rows.none() if any(self._is_strange(*asked) for asked in self.filter_params.items()) else rows

    def _is_strange(self, lookup: str, values: list[str]) -> bool:
        name, _separator, kind = lookup.partition("__")
        try:
            field = self.lookup_opts.get_field(name)
        except FieldDoesNotExist:
            return False
        if not field.is_relation or kind not in ("", "exact", "in"):
            return False
        keys = [one for value in values for one in (value.split(",") if kind == "in" else [value])]
        return not are_keys(field.related_model, keys)


class _OnlyKeys:
    """Mixin that leaves out impossible keys when the chosen rows are shown again, also after a refused choice."""

    def optgroups(self, name, value, attr=None):
        model = self.field.remote_field.model
        return super().optgroups(name, [one for one in value if not one or are_keys(model, one)], attr)


class LinkSelect(_OnlyKeys, AutocompleteSelect):
    """Autocomplete widget to choose one row."""


def find_by_typing(form_field, db_field) -> None:
    """Give a field of a form outside the admin's own the autocomplete widget of `db_field`."""
    form_field.widget = LinkSelect(db_field, admin.site, choices=form_field.choices)


class LinkSelectMultiple(_OnlyKeys, AutocompleteSelectMultiple):
    """Autocomplete widget to choose several rows."""


class LinksField(ModelMultipleChoiceField):
    """Form field for several rows; an impossible key is an error of the form."""

    def clean(self, value):
        for one in value if isinstance(value, list | tuple) else ():
            if not are_keys(self.queryset.model, one):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": one}
                )
        return super().clean(value)


class LinksMixin:
    """Mixin for an admin or an inline, before them among the bases: it uses the classes of this module."""

    def get_changelist(self, request, **kwargs):
        return LinkedChangeList

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LinkSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("form_class", LinksField)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LinkSelectMultiple(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
