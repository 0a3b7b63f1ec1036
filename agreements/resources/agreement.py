"""Agreements as rows, and the same columns for django-import-export."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone, translation
from import_export.resources import ModelResource
from tablib import Dataset

from agreements.models import Agreement
from jambi_coop.lib.row_tables import import_export_fields, table_rows
from jambi_coop.lib.tables import Column

from .columns import PUBLIC, STAFF
from .facts import AgreementFacts


def agreement_table(
    agreements: QuerySet, *, staff: bool, today: date, language: str
) -> tuple[list[Column], Iterator[tuple]]:
    """Columns, and rows in the order of `agreements`, in one language. `staff` adds internal columns and partners.

    What may be seen at all is decided by `agreements`.
    """
    table = STAFF if staff else PUBLIC
    facts = AgreementFacts(staff=staff, today=today, language=language)
    return [cells.column for cells in table], table_rows(table, agreements.on(today), facts, facts.load)


class AgreementResource(ModelResource):
    """import-export's view of the same columns, named by their keys; those that are worked out are read-only.

    Its rows come from `agreement_table` too. Files are written by `jambi_coop.lib`, never by tablib.
    """

    class Meta:
        model = Agreement
        fields = ()
        import_id_fields = ("register_number",)

    def __init__(self, *, staff: bool = True, **kwargs):
        super().__init__(**kwargs)
        self.staff = staff
        self.fields = import_export_fields(STAFF if staff else PUBLIC)

    def export(self, queryset=None, **kwargs) -> Dataset:
        """All columns of `queryset` (by default every kept agreement) in the language of the page."""
        rows = agreement_table(
            Agreement.objects.kept() if queryset is None else queryset,
            staff=self.staff,
            today=timezone.localdate(),
            language=translation.get_language() or "id",
        )[1]
        return Dataset(*rows, headers=list(self.fields))
