"""The columns of an old register, with the headings that offices really use."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.exchange.register.cells import CellFault, choice_of
from agreements.exchange.register.columns import Kind, SheetColumn, Table, When
from agreements.models import Agreement, Instrument


def _column(key: str, header: Any, *names: str, kind: Kind = Kind.TEXT) -> SheetColumn:
    return SheetColumn(key, header, kind, field=key, names=names, when=When.NEW)


TITLES = ("Judul", "Tentang", "Nama Kerja Sama", "Kerjasama", "Perihal", "Judul/Tentang")
PARTNERS = ("Mitra", "Mitra kerja sama", "Instansi Kerja sama", "Mitra/Pihak", "Pihak", "Instansi/Perusahaan")
KINDS = ("Jenis Kerjasama", "Kategori", "Kategori Kerjasama", "Bentuk")
OUR_NUMBERS = ("Nomor pihak kita", "Nomor kami", "Nomor Surat Pemerintah")
SIGNED = ("Tanggal", "Tanggal penandatanganan", "SIGN", "Tanggal Diterima", "penandatanganan")
ENDS = ("Tanggal berakhir", "Berakhir", "BERLAKU HINGGA", "Tanggal Selesai")
OFFICES = ("Perangkat daerah", "OPD", "Unit Yang Terlibat", "Pemrakarsa", "PIC")
SUBJECTS = ("Ruang lingkup", "Isi Kerja Sama", "Tujuan Kerjasama", "Summary")

OLD_REGISTER = Table(
    key="old_register",
    title=_("Old register: one row for each text"),
    model=Agreement,
    path="",
    names=("Buku register", "Daftar kerja sama", "Old register"),
    columns=[
        _column("key", _("Register number"), "Nomor registri", kind=Kind.KEY),
        _column("title", _("Title"), *TITLES),
        _column("partners", _("Partners"), *PARTNERS),
        _column("partner_kind", _("Kind of the partner"), "Jenis mitra", "Jenis Instansi"),
        _column("country", _("Country"), "Negara", "Kota,Negara", "Negara/Kota"),
        _column("place", _("City or place"), "Kota"),
        _column("kind", _("Kind of cooperation"), "Jenis", *KINDS),
        _column("paper", _("Kind of the text"), "Jenis dokumen", "Jenis naskah", "Tipe", "Jenis"),
        _column("numbers", _("Number (of one side or both)"), "Nomor", "Nomor kerja sama", "Nomor naskah"),
        _column("city_number", _("Our number"), *OUR_NUMBERS),
        _column("partner_number", _("Partner's number"), "Nomor mitra", "Nomor Surat Mitra"),
        _column("signatories", _("Signatory (of one side or both)"), "Penandatangan", "Penanda tangan"),
        _column("city_signatory", _("Signatory for the city"), "Penanda tangan kita"),
        _column("partner_signatory", _("Signatory for the partner"), "Penanda tangan mitra"),
        _column("signed_on", _("Signed on"), *SIGNED, kind=Kind.KNOWN_DATE),
        _column("starts_on", _("Starts on"), "Tanggal mulai", "MULAI", "Mulai berlaku", kind=Kind.KNOWN_DATE),
        _column("ends_on", _("Ends on"), *ENDS, kind=Kind.KNOWN_DATE),
        _column("duration", _("Duration, as worded"), "Jangka waktu", "MASA BERLAKU"),
        _column("lead_office", _("Lead office"), *OFFICES),
        _column("summary", _("Summary"), *SUBJECTS),
        _column("region", _("Region"), "Wilayah"),
        _column("status", _("Status as typed in the file"), "Status", "Sisa waktu", "Status Dokumen"),
        _column("note", _("Internal note"), "Keterangan", "Catatan"),
    ],
)

CHOICES = {"kind": Agreement, "paper": Instrument}
"""Columns that one heading may mean, “Jenis”, by whose kinds their values are."""


def likeliest(columns: Sequence[SheetColumn], values: Sequence[str]) -> SheetColumn:
    """Return the column of those that a heading may mean whose choices most of the values are; else the first."""
    return max(columns, key=lambda column: sum(_is_choice(column, value) for value in values))


def _is_choice(column: SheetColumn, value: str) -> bool:
    try:
        return column.key in CHOICES and bool(choice_of(CHOICES[column.key], "kind", value))
    except CellFault:
        return False
