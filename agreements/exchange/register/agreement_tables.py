"""Sheets of partners and agreements, and of who takes part in which."""

from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Party
from agreements.record.status import status_of
from jambi_coop.lib.countries.codes import country_name
from partners.models import Partner

from .columns import Kind, SheetColumn, Table, When, label_of, own, row_key, shown
from .shared_columns import AGREEMENT, FIXED, link, links, names

PARTNERS = Table(
    key="partners",
    title=_("Partners"),
    model=Partner,
    prefix="",
    path="",
    names=("Mitra", "Partners"),
    about=_("Bodies abroad. Contact persons are in no file."),
    columns=[
        SheetColumn(
            key="key",
            header=_("Web address part (do not change)"),
            kind=Kind.KEY,
            note=_("The key of the partner. Leave it empty for a new one."),
            width=24,
            read=lambda row: row.slug,
        ),
        *own(
            Partner,
            "name name_local short_name kind country place level latitude longitude website",
            name=names("Nama", "Mitra", "Nama mitra", "Instansi", "Mitra kerja sama", "Pihak", "Instansi Kerja sama"),
            kind=names("Jenis mitra", "Jenis Instansi"),
            country={
                "kind": Kind.COUNTRY,
                "names": ("Negara",),
                "read": lambda row: country_name(row.country, get_language() or "id") or None,
            },
            place=names("Kota", "Kota mitra", "Tempat"),
        ),
        *own(Partner, "profile profile_en strengths strengths_en iati_reference"),
        shown("publication_class", _("Publication class"), lambda row: label_of(row, "publication_class")),
    ],
)

AGREEMENTS = Table(
    key="agreements",
    title=_("Agreements"),
    model=Agreement,
    path="",
    names=("Kerja sama", "Agreements"),
    about=_("One row for each cooperation, from the first contact to its results."),
    related=("lead_office", "person_in_charge", "parent", "stretch", "digest"),
    prefetched=("legal_fields", "sectors", "supporting_offices", "parties__partner"),
    columns=[
        SheetColumn(
            key="key",
            header=_("Register number"),
            kind=Kind.KEY,
            names=("Nomor registri", "No. registri", "Nomor register", "register_number"),
            note=_("For a new agreement leave it empty, or write a mark of your own, such as BARU-1."),
            read=lambda row: row.register_number,
        ),
        *own(
            Agreement,
            "title title_en kind",
            title=names("Judul", "Tentang", "Nama kerja sama", "Kerjasama", "Perihal"),
            kind=names("Jenis", "Jenis kerja sama", "Kategori", "Bentuk"),
        ),
        SheetColumn(
            key="partners",
            header=_("Partners"),
            kind=Kind.LINKS,
            field="partners",
            link="partners",
            names=("Mitra", "Mitra kerja sama", "Pihak"),
            note=_("For a new agreement: the names of the partners, divided by semicolons."),
            when=When.NEW,
            width=36,
            read=lambda row: "; ".join(dict.fromkeys(one.partner.name for one in row.parties.all())),
        ),
        *own(Agreement, "summary summary_en legal_form", summary=names("Ruang lingkup", "Isi kerja sama", "Ringkasan")),
        *own(Agreement, "city_role region", region=FIXED),
        link(Agreement, "parent", "register_number"),
        links(Agreement, "legal_fields", "letter", note=_("The letters a to e, divided by semicolons.")),
        links(Agreement, "sectors", "name", names=("Sektor", "Bidang", "Urusan")),
        link(
            Agreement,
            "lead_office",
            "name",
            names=("Perangkat daerah", "OPD", "OPD pelaksana", "Unit yang terlibat", "Pemrakarsa", "PIC"),
        ),
        links(Agreement, "supporting_offices", "name"),
        link(Agreement, "person_in_charge", "username"),
        *own(Agreement, "other_actors without_text location joined_on paid_until finance_register_number"),
        *own(Agreement, "audit_copy_sent_on audit_copy_number note", note=names("Keterangan", "Catatan")),
        shown("track", _("Track"), lambda row: label_of(row, "track")),
        shown("stage", _("Stage"), lambda row: row.get_stage_display()),
        shown("status", _("Status on the day of the file"), lambda row: status_of(row, localdate()).word, 24),
        shown("publication_class", _("Publication class"), lambda row: label_of(row, "publication_class")),
        shown("mark", _("Record type"), lambda row: _mark(row)),
    ],
)


def _mark(row: Agreement) -> str | None:
    if row.is_example:
        return str(_("example"))
    return str(_("comparison")) if row.is_comparison else None


PARTIES = Table(
    key="parties",
    title=pgettext_lazy("of an agreement", "Parties"),
    model=Party,
    prefix="P",
    names=("Pihak", "Para pihak", "Parties"),
    about=_("Which partner takes part in which agreement, and as what."),
    related=("agreement", "partner"),
    columns=[
        row_key("P"),
        AGREEMENT,
        link(Party, "partner", "slug", names=("Mitra",), **FIXED),
        *own(Party, "role"),
        shown("partner_name", _("Name of the partner"), lambda row: row.partner.name, 36),
    ],
)
