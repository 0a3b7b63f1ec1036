"""The table of partners for downloads. The public columns are listed one by one; no column has contact persons."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.tables.table import (
    Column,
    ColumnKind,
    TableColumn,
    plain,
    table_rows,
    word,
)
from partners.models import Partner

CHUNK = 500


def partner_table(partners: QuerySet, *, staff: bool, language: str) -> tuple[list[Column], Iterator[tuple]]:
    """Return the columns, and the rows in the order of `partners`, in one language.

    The caller limits `partners` to those that may be seen; `staff` adds internal columns.
    """
    columns = STAFF if staff else PUBLIC
    return [column for column, _cell in columns], table_rows(columns, partners.iterator(CHUNK), language)


def _country(partner: Partner) -> str:
    return country_name(partner.country, get_language() or "id") if partner.country else ""


PUBLIC: list[TableColumn] = [
    plain("slug", _("Web address part"), width=30),
    (Column("mark", _("Record type"), width=12), lambda partner: gettext("example") if partner.is_example else None),
    plain("name", _("Name"), width=40),
    plain("name_local", _("Name in its own script"), width=30),
    plain("short_name", _("Short name")),
    word("kind", _("Kind"), width=24),
    (Column("country_code", _("Country code"), width=8), lambda partner: partner.country),
    (Column("country", _("Country"), width=24), _country),
    plain("place", _("City or place"), width=24),
    word("level", _("Administrative level"), width=24),
    plain("website", _("Official website"), ColumnKind.URL, 36),
    plain("profile", _("Profile"), width=60),
    plain("profile_en", _("Profile in English"), width=60),
    plain("strengths", _("Strengths that matter to the city"), width=60),
    plain("strengths_en", _("Strengths in English"), width=60),
    plain("iati_reference", _("IATI reference"), width=20),
    (
        Column("address", _("Web address"), ColumnKind.URL, 50),
        lambda partner: settings.SITE_URL + reverse("partners:detail", args=[partner.slug]),
    ),
]
STAFF: list[TableColumn] = [*PUBLIC, word("publication_class", _("Publication class"), width=14)]
