"""Sheets of the papers of an agreement, their signatures, and the legal steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Instrument, Signature, Step

from .columns import Kind, SheetColumn, Table, When, label_of, own, row_key, shown
from .shared_columns import AGREEMENT, FIXED, link, names, source

CITY, PARTNER = Signature.Side.CITY, Signature.Side.PARTNER


def _side_text(row: Instrument, side: str, name: str) -> str | None:
    """Return what the signatures of a side say: of several partners one after the other, as the column of the partners
    names them."""
    found = [getattr(one, name) for one in row.signatures.all() if one.side == side]
    return "; ".join(found) if any(found) else None


def _signing_partners(row: Instrument) -> list[Any]:
    return [one.party.partner for one in row.signatures.all() if one.side == PARTNER and one.party is not None]


def _of_side(key: str, header: Any, side: str, name: str, *names: str) -> SheetColumn:
    """Return a column with what one side's signature says; of an instrument that is there, the sheet of signatures has
    it."""
    return SheetColumn(
        key=key,
        header=header,
        kind=Kind.TEXT,
        field=key,
        names=names,
        when=When.NEW,
        width=24,
        read=lambda row: _side_text(row, side, name),
    )


INSTRUMENTS = Table(
    key="instruments",
    title=_("Instruments"),
    model=Instrument,
    prefix="N",
    names=("Naskah", "Instruments", "Dokumen"),
    about=_("What was signed or exchanged in an agreement. A new row takes in a text that was signed already."),
    related=("agreement", "source", "changes"),
    prefetched=("signatures__party__partner",),
    columns=[
        row_key("N"),
        AGREEMENT,
        *own(
            Instrument,
            "kind title language",
            kind={**names("Jenis dokumen", "Jenis naskah", "Tipe", "Bentuk naskah"), **FIXED},
            title=names("Judul naskah"),
        ),
        *own(
            Instrument,
            "signed_on",
            signed_on={
                **names("Tanggal penandatanganan", "Tanggal ditandatangani", "SIGN", "Tanggal tanda tangan", "Tanggal"),
                **FIXED,
            },
        ),
        _of_side(
            "city_number",
            _("Our number"),
            CITY,
            "number",
            "Nomor",
            "Nomor kami",
            "Nomor pihak kita",
            "Nomor Surat Pemerintah",
        ),
        SheetColumn(
            key="signing_partners",
            header=_("Partner who signed"),
            kind=Kind.LINKS,
            field="signing_partners",
            link="partners",
            note=_(
                "Where the agreement has several partners: whose number and signatory follow. Of several, all three "
                "divided by semicolons, in the same order."
            ),
            when=When.NEW,
            width=30,
            read=_signing_partners,
        ),
        _of_side("partner_number", _("Partner's number"), PARTNER, "number", "Nomor mitra", "Nomor Surat Mitra"),
        _of_side("city_signatory", _("Signatory for the city"), CITY, "name", "Penanda tangan kita", "Penandatangan"),
        _of_side("partner_signatory", _("Signatory for the partner"), PARTNER, "name", "Penanda tangan mitra"),
        *own(
            Instrument,
            "validity starts_on ends_on duration option notice_months review_on",
            starts_on=names("Tanggal mulai", "Mulai", "MULAI", "Mulai berlaku"),
            ends_on=names("Tanggal berakhir", "Berakhir", "BERLAKU HINGGA", "Berlaku sampai", "Tanggal selesai"),
            duration=names("Jangka waktu", "MASA BERLAKU", "Durasi"),
        ),
        link(Instrument, "changes", "pk", read=lambda row: f"N-{row.changes_id}" if row.changes_id else None),
        *own(Instrument, "ending ended_on ended_reason kept_at"),
        source(Instrument),
        *own(Instrument, "note"),
    ],
)

SIGNATURES = Table(
    key="signatures",
    title=_("Signatures"),
    model=Signature,
    prefix="T",
    path="instrument__agreement",
    names=("Penanda tangan", "Tanda tangan", "Signatures"),
    about=_("Who signed which text. A new signature comes with a new instrument, or with the act of signing."),
    takes_new=False,
    related=("instrument__agreement", "party__partner"),
    columns=[
        row_key("T"),
        shown("agreement", _("Register number"), lambda row: row.instrument.agreement.register_number),
        shown("instrument", _("Instrument"), lambda row: f"N-{row.instrument_id}"),
        shown("side", _("Side"), lambda row: label_of(row, "side")),
        shown("partner", _("Partner"), lambda row: row.party.partner.name if row.party else None, 30),
        *own(Signature, "name position"),
        shown("signed_on", _("Signed on"), lambda row: str(row.signed_on) if row.signed_on else None),
        *own(Signature, "place number"),
    ],
)

STEPS = Table(
    key="steps",
    title=_("Steps"),
    model=Step,
    prefix="L",
    names=("Langkah", "Steps"),
    about=_(
        "The legal steps of an agreement. Of a signed text a new row tells what others were asked before it and what "
        "they answered; other steps are moved by the acts of the register."
    ),
    related=("agreement", "source"),
    columns=[
        row_key("L"),
        AGREEMENT,
        *own(
            Step,
            "stage holder state",
            stage={**FIXED, "width": 28, **names("Langkah")},
            holder={**FIXED, "width": 28},
            state={**FIXED, "required": True, "read": lambda row: row.get_state_display()},
        ),
        shown("round", _("Round"), lambda row: row.round, 8),
        *own(
            Step,
            "sent_on received_on decided_on letter_number reply_number",
            sent_on={**FIXED, **names("Tanggal kirim")},
            received_on=FIXED,
            decided_on={**FIXED, **names("Tanggal jawaban")},
            letter_number=FIXED,
            reply_number={**FIXED, **names("Nomor jawaban")},
        ),
        source(Step),
        *own(Step, "note"),
    ],
)
