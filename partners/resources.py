"""Partners as a table for downloads. The public columns are a white list; contacts are in none."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from import_export.resources import ModelResource
from tablib import Dataset

from jambi_coop.lib.money import country_name
from jambi_coop.lib.publication import PublicationClass
from jambi_coop.lib.row_tables import Cells, import_export_fields, plain, table_rows
from jambi_coop.lib.tables import Column, Kind
from partners.models import Partner


class PartnerFacts:
    """Words of one download in its language."""

    def __init__(self, language: str):
        self.language = language
        with override(language):
            self.kinds = {value: str(label) for value, label in Partner.Kind.choices}
            self.levels = {value: str(label) for value, label in Partner.Level.choices}
            self.classes = {value: str(label) for value, label in PublicationClass.choices}
            self._example = _("example")
            self._address = settings.SITE_URL + reverse("partners:detail", args=["0"]).removesuffix("0/")

    def load(self, ids: list[int]) -> None:
        """Nothing hangs on a partner's row."""

    def country(self, code: str) -> str:
        return country_name(code, self.language) if code else ""

    def mark(self, is_example: bool) -> str | None:
        return self._example if is_example else None

    def address(self, slug: str) -> str:
        return f"{self._address}{slug}/"


PUBLIC = [
    plain(Column("slug", gettext_lazy("Web address part"), width=30)),
    Cells(Column("mark", gettext_lazy("Mark"), width=12), ("is_example",), lambda facts: facts.mark),
    plain(Column("name", gettext_lazy("Name"), width=40)),
    plain(Column("name_local", gettext_lazy("Name in its own script"), width=30)),
    plain(Column("short_name", gettext_lazy("Short name"))),
    Cells(Column("kind", gettext_lazy("Kind"), width=24), ("kind",), lambda facts: facts.kinds.get, attribute="kind"),
    plain(Column("country_code", gettext_lazy("Country code"), width=8), "country"),
    Cells(Column("country", gettext_lazy("Country"), width=24), ("country",), lambda facts: facts.country),
    plain(Column("place", gettext_lazy("City or place"), width=24)),
    Cells(
        Column("level", gettext_lazy("Administrative level"), width=24),
        ("level",),
        lambda facts: facts.levels.get,
        attribute="level",
    ),
    plain(Column("website", gettext_lazy("Official website"), Kind.URL, 36)),
    plain(Column("profile", gettext_lazy("Profile"), width=60)),
    plain(Column("profile_en", gettext_lazy("Profile in English"), width=60)),
    plain(Column("strengths", gettext_lazy("Strengths that matter to the city"), width=60)),
    plain(Column("strengths_en", gettext_lazy("Strengths in English"), width=60)),
    plain(Column("iati_reference", gettext_lazy("IATI reference"), width=20)),
    Cells(Column("address", gettext_lazy("Web address"), Kind.URL, 50), ("slug",), lambda facts: facts.address),
]

STAFF = [
    *PUBLIC,
    Cells(
        Column("publication_class", gettext_lazy("Publication class"), width=14),
        ("publication_class",),
        lambda facts: facts.classes.get,
    ),
]


def partner_table(partners: QuerySet, *, staff: bool, language: str) -> tuple[list[Column], Iterator[tuple]]:
    """Columns, and rows in the order of `partners`, in one language; `partners` decides what may be seen."""
    table = STAFF if staff else PUBLIC
    facts = PartnerFacts(language)
    return [cells.column for cells in table], table_rows(table, partners, facts, facts.load)


class PartnerResource(ModelResource):
    """import-export's view of the same columns, named by their keys."""

    class Meta:
        model = Partner
        fields = ()
        import_id_fields = ("slug",)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.fields = import_export_fields(STAFF)

    def export(self, queryset=None, **kwargs) -> Dataset:
        """All columns of `queryset`, by default of every kept partner."""
        partners = Partner.objects.kept() if queryset is None else queryset
        return Dataset(*partner_table(partners, staff=True, language="id")[1], headers=list(self.fields))
