"""The merge fields that a template may use, in the order of a letter, with their meaning."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from agreements.lifecycle.tracks import Text

BLANK = "…………"
"""What stands in a letter where something is not known: a place to write it by hand."""

FIELDS: Mapping[str, Text] = {
    "kop": _("The lines of the office's letterhead"),
    "nomor": _("Number of the letter"),
    "sifat": _("Classification of the letter"),
    "lampiran": _("Attachments"),
    "hal": _("Subject of the letter"),
    "tempat": _("Place of signature"),
    "tanggal": _("Day of the letter"),
    "kepada": _("Addressee"),
    "melalui": _("Through whom it goes"),
    "tempat_tujuan": _("Place of the addressee"),
    "judul": _("Title of the record"),
    "nomor_registri": _("Register number"),
    "jenis": _("Kind of cooperation"),
    "mitra": _("Partners, with their country"),
    "bidang": _("Fields (UU 23/2014 Article 367(1))"),
    "ringkasan": _("What it is about"),
    "perangkat_daerah": _("Lead office"),
    "tahap": _("Present stage"),
    "langkah": _("Step that the letter is about"),
    "pasal": _("Articles on which the letter rests"),
    "dasar_hukum": _("Legal bases of the record"),
    "naskah": _("Signed texts, with number and day"),
    "masa_berlaku": _("Time for which the text holds"),
    "pernyataan_kehendak": _("Letter of Intent, with number and day"),
    "peran_dprd": _("What the council is asked for"),
    "jawaban_dprd": _("Answer of the council, with number and day"),
    "pertimbangan_menteri": _("Written consideration of the Minister, with number and day"),
    "surat_terdahulu": _("Earlier letters of the city in this step, with number and day"),
    "surat_tercatat": _("All recorded letters of the record, with number and day"),
    "nomor_register_kemenkeu": _("Ministry of Finance register number"),
    "periode": _("Period of the report"),
    "tujuan_perjalanan": _("Journey: where to"),
    "waktu_perjalanan": _("Journey: when"),
    "keperluan_perjalanan": _("Journey: what for"),
    "isi": _("Text of the letter"),
    "keputusan": _("Decision that is asked for"),
    "jabatan": _("Post of who signs"),
    "nama": _("Name of who signs"),
    "pangkat": _("Rank of who signs"),
    "nip": _("Employee number (NIP) of who signs"),
    "tembusan": _("Copies to"),
}

MAY_BE_EMPTY = frozenset({"tembusan", "kop", "melalui"})
"""Fields that leave nothing where they are empty: a letter may have no copies, and go straight to its addressee."""


def with_blanks(values: Mapping[str, str]) -> dict[str, str]:
    """Return a value for every field: what is not known is a visible blank."""
    found = {name: values.get(name, "").strip() for name in FIELDS}
    return {name: value or ("" if name in MAY_BE_EMPTY else BLANK) for name, value in found.items()}


def missing(values: Mapping[str, str], used: list[str]) -> list[str]:
    """Return the meaning of the fields that a template uses and of which nothing is known."""
    names = dict.fromkeys(name.lower() for name in used)
    return [
        str(FIELDS[name])
        for name in names
        if name in FIELDS and name not in MAY_BE_EMPTY and not values.get(name, "").strip()
    ]
