"""The reference tables as tables of a file: their columns, and how a row of a file becomes a row of the register.

The columns are a white list. What the register keeps itself (versions, days of confirmation, people) is no column, and
a column that is not listed is named and left out.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.resources import ModelResource
from tablib import Dataset

from agreements.models import DayOff, Office, Sector, Source
from agreements.record.offices import confirm_new
from agreements.record.saving import record_author, save
from jambi_coop.lib.sheets.cell_reading import LANGUAGES, quoted
from jambi_coop.lib.tables.table import Column
from jambi_coop.lib.versions.versioning import Versioned

from .cells import ReferenceField, cell_text, choice, row_of, text, yes_or_no

MOST_ROWS = 1000
"""Rows that a file may have. Each is compared and saved by itself, which takes about a hundredth of a second, and the
server ends a request after a minute."""


class ReferenceResource(ModelResource):
    """Base of the tables. All rows of a file are written or none, by `by` on the day `on`, with `reason` in the
    history; a row that the file leaves as it is is not written at all."""

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        # The library marks differences with inline styles, which the policy of the site forbids.
        skip_html_diff = True
        store_instance = True
        store_row_values = True

    def __init__(self, *, by=None, on=None, reason: str = ""):
        super().__init__()
        self.by, self.on, self.reason = by, on, reason
        self.ignored: list[str] = []
        self.numbers: list[int] = []
        self.twice: dict[int, list[int]] = {}

    @property
    def key(self) -> ReferenceField:
        return self.fields[self.get_import_id_fields()[0]]

    @property
    def columns(self) -> list[Column]:
        return [field.column for field in self.get_export_fields()]

    def import_data(self, dataset: Dataset, *args, **kwargs):
        """Import the rows of a file, all or none, also where the caller did not ask for that.

        Raises ValidationError where the table as a whole cannot be read.
        """
        self.numbers = getattr(dataset, "row_numbers", None) or list(range(2, len(dataset) + 2))
        self._match(dataset)
        self._refuse_size(dataset)
        self.twice = self._find_twice(dataset)
        kwargs |= {"use_transactions": True, "rollback_on_validation_errors": True}
        return super().import_data(dataset, *args, **kwargs)

    # --- the table as a whole ------------------------------------------------------------------------

    def _match(self, dataset: Dataset) -> None:
        """Put the names of the fields into the place of the headings, whose language and case do not matter."""
        names = self._names()
        headings = [cell_text(heading) for heading in dataset.headers or []]
        found = [names.get(heading.casefold(), "") for heading in headings]
        doubled = next((name for name in found if name and found.count(name) > 1), "")
        if doubled:
            raise ValidationError(
                _("The column “%(column)s” stands in the file twice. Leave one of the two.")
                % {"column": self.fields[doubled].heading}
            )
        if self.key.column_name not in found:
            raise ValidationError(
                _("The column “%(column)s” is missing in the first row: a row is recognised by it.")
                % {"column": self.key.heading}
            )
        self.ignored = [quoted(heading) for heading, name in zip(headings, found, strict=True) if heading and not name]
        dataset.headers = [name or f"?{number}" for number, name in enumerate(found)]

    def _names(self) -> dict[str, str]:
        names = {}
        for language in LANGUAGES:
            with override(language):
                names |= {str(field.heading).casefold(): name for name, field in self.fields.items()}
        return names | {name.casefold(): name for name in self.fields}

    def _refuse_size(self, dataset: Dataset) -> None:
        if not len(dataset):
            raise ValidationError(_("The file has no rows below its headings."))
        if len(dataset) > MOST_ROWS:
            raise ValidationError(
                _("The file has %(rows)s rows. At most %(most)s can be read at once; divide it.")
                % {"rows": len(dataset), "most": MOST_ROWS}
            )

    def _find_twice(self, dataset: Dataset) -> dict[int, list[int]]:
        """Return of each row of the file whose key stands in others too the numbers of all of them."""
        rows: dict[Any, list[int]] = {}
        for number, row in zip(self.numbers, dataset.dict, strict=True):
            try:
                key = self.key.clean(row)
            except ValueError:
                continue
            if key:
                rows.setdefault(key.casefold() if isinstance(key, str) else key, []).append(number)
        return {number: numbers for numbers in rows.values() if len(numbers) > 1 for number in numbers}

    # --- one row -------------------------------------------------------------------------------------

    def before_import_row(self, row, *, row_number, **kwargs):
        fault = self._fault_of_key(row, self.numbers[row_number - 1])
        if fault:
            raise ValidationError({str(self.key.attribute): fault})

    def _fault_of_key(self, row, number: int) -> str:
        """Return why a row cannot be recognised; "" where it can. Without that, no other fault of it can be told."""
        if number in self.twice:
            return _("The same value stands in the rows %(rows)s.") % {"rows": ", ".join(map(str, self.twice[number]))}
        if not cell_text(row[self.key.column_name]):
            return _("This cell is empty. A row is recognised by it.")
        try:
            key = self.key.clean(row)
        except ValueError as error:
            return str(error)
        near = self._written_otherwise(key) if isinstance(key, str) else ""
        return _("The register has this as “%(text)s”. Write it like that.") % {"text": near} if near else ""

    def _written_otherwise(self, key: str) -> str:
        """Return the key of a row that differs in upper and lower case alone; "" where there is none, or this very
        one."""
        name = str(self.key.attribute)
        keys = self.get_queryset().filter(**{f"{name}__iexact": key}).values_list(name, flat=True)
        return "" if key in keys else next(iter(keys), "")

    def do_instance_save(self, instance, is_create):
        try:
            with transaction.atomic():
                self.write(instance, is_create)
        except IntegrityError:
            # Somebody else has just written what no two rows may have: the check now finds it and says so.
            instance.full_clean()
            raise

    def write(self, instance: models.Model, is_create: bool) -> None:
        """Save a row with author and reason in its history, and a version higher than that of what was read."""
        if isinstance(instance, Versioned) and not is_create:
            save(instance, by=self.by, reason=self.reason)
        else:
            record_author(instance, by=self.by, reason=self.reason)
            instance.save(force_insert=is_create)

    def after_import(self, dataset, result, **kwargs):
        """Leave the counters of the database alone: no file brings keys, and the library would set them back to what is
        committed."""

    # --- out -----------------------------------------------------------------------------------------

    def filter_export(self, queryset, **kwargs):
        links = [str(field.attribute) for field in self.get_export_fields() if field.cell.field.is_relation]
        return queryset.select_related(*links) if links else queryset


class OfficeResource(ReferenceResource):
    """Offices, known by their code. The file names nobody, and confirms no proposed office."""

    code = text(Office, "code")
    name = text(Office, "name")
    name_en = text(Office, "name_en")
    short_name = text(Office, "short_name")
    parent = row_of(Office, "parent", "code")
    source = row_of(Office, "source", "citation")
    is_active = yes_or_no(Office, "is_active")

    class Meta:
        model = Office
        import_id_fields = ("code",)
        fields = ("code", "name", "name_en", "short_name", "parent", "source", "is_active")

    def write(self, instance, is_create):
        if is_create and self.by is not None:
            confirm_new(instance, by=self.by, on=self.on)
        super().write(instance, is_create)


class SectorResource(ReferenceResource):
    """Sectors, known by the part of their web address."""

    slug = text(Sector, "slug")
    name = text(Sector, "name")
    name_en = text(Sector, "name_en")
    dac_code = text(Sector, "dac_code")

    class Meta:
        model = Sector
        import_id_fields = ("slug",)
        fields = ("slug", "name", "name_en", "dac_code")


class SourceResource(ReferenceResource):
    """Sources of facts, known by their citation."""

    citation = text(Source, "citation")
    kind = choice(Source, "kind")
    link = text(Source, "link")
    dated = text(Source, "dated")
    certainty = choice(Source, "certainty")
    is_public = yes_or_no(Source, "is_public")

    class Meta:
        model = Source
        import_id_fields = ("citation",)
        fields = ("citation", "kind", "link", "dated", "certainty", "is_public")


class DayOffResource(ReferenceResource):
    """Extra days off and working days, known by the day."""

    day = text(DayOff, "day")
    name = text(DayOff, "name")
    kind = choice(DayOff, "kind")
    source = text(DayOff, "source")

    class Meta:
        model = DayOff
        import_id_fields = ("day",)
        fields = ("day", "name", "kind", "source")


RESOURCES: Iterable[type[ReferenceResource]] = (OfficeResource, SectorResource, SourceResource, DayOffResource)
