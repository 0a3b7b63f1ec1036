"""Sheets of what was planned, done, paid, promised and measured."""

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from agreements.models import FollowUp, Indicator, Measurement, Target, Transaction

from .columns import Kind, SheetColumn, Table, label_of, own, row_key, shown
from .shared_columns import AGREEMENT, FIXED, link, names, source

FOLLOW_UPS = Table(
    key="follow_ups",
    title=_("Follow-ups"),
    model=FollowUp,
    prefix="TL",
    names=("Tindak lanjut", "Follow-ups", "Kegiatan"),
    about=_("What was planned and what happened, mostly after the signing."),
    related=("agreement", "office", "person_in_charge", "source"),
    columns=[
        row_key("TL"),
        AGREEMENT,
        *own(
            FollowUp,
            "kind title title_en",
            kind=names("Jenis kegiatan", "Jenis"),
            title=names("Kegiatan", "Nama kegiatan", "Judul", "Uraian"),
        ),
        link(FollowUp, "office", "name", names=("Perangkat daerah", "OPD", "Pelaksana")),
        link(FollowUp, "person_in_charge", "username"),
        *own(
            FollowUp,
            "due_on started_on done_on result result_en",
            due_on=names("Tenggat", "Batas waktu", "Target waktu"),
            started_on=names("Mulai", "Tanggal mulai"),
            done_on=names("Tanggal selesai", "Selesai", "Tanggal pelaksanaan", "Waktu"),
            result=names("Hasil", "Keluaran"),
        ),
        *own(FollowUp, "public_note note", note=names("Keterangan", "Catatan")),
        *own(FollowUp, "cancelled_on cancelled_reason"),
        source(FollowUp),
        *own(FollowUp, "is_public"),
        shown("state", _("State"), lambda row: row.state(localdate()).label),
        shown("times_moved", _("Times moved"), lambda row: row.times_moved, 10),
    ],
)

MONEY = Table(
    key="money",
    title=_("Money lines"),
    model=Transaction,
    prefix="U",
    names=("Uang", "Money", "Pembiayaan"),
    about=_("Each amount as one source gives it; nothing is converted. A correction is a row of its own."),
    related=("agreement", "source"),
    columns=[
        row_key("U"),
        AGREEMENT,
        *own(
            Transaction,
            "kind amount currency value_date",
            kind=names("Jenis"),
            amount={"kind": Kind.AMOUNT, "names": ("Jumlah", "Nilai")},
            currency={"kind": Kind.CURRENCY, "names": ("Mata uang",)},
            value_date=names("Tanggal nilai", "Tanggal"),
        ),
        *own(Transaction, "provider receiver scope repaid_by finance_register_number fee_year budget_year"),
        *own(Transaction, "budget_account description description_en"),
        link(Transaction, "corrects", "pk", read=lambda row: f"U-{row.corrects_id}" if row.corrects_id else None),
        source(Transaction),
        *own(Transaction, "is_public"),
        shown("checked_on", _("Checked on"), lambda row: row.checked_on),
    ],
)

INDICATORS = Table(
    key="indicators",
    title=_("Promised results"),
    model=Indicator,
    prefix="H",
    names=("Hasil yang dijanjikan", "Indikator", "Indicators"),
    about=_("A result that was promised, and how it is measured."),
    related=("agreement",),
    columns=[
        row_key("H"),
        AGREEMENT,
        *own(Indicator, "title title_en level unit direction baseline baseline_year is_public"),
    ],
)


def _indicator(model: type) -> SheetColumn:
    return link(
        model,
        "indicator",
        "pk",
        read=lambda row: f"H-{row.indicator_id}",
        note=_("The row key of the promised result, or the mark of your own that you gave to a new one."),
        **FIXED,
    )


TARGETS = Table(
    key="targets",
    title=_("Targets"),
    model=Target,
    prefix="J",
    path="indicator__agreement",
    names=("Target", "Targets"),
    about=_("Promised values. They are only added, never changed, so that a lowered promise shows."),
    related=("indicator__agreement", "source"),
    columns=[
        row_key("J"),
        _indicator(Target),
        *own(Target, "value due reason", value=FIXED, due=FIXED, reason=FIXED),
        link(Target, "source", "citation", **FIXED),
        shown("set_on", _("Set on"), lambda row: row.set_on),
    ],
)

MEASUREMENTS = Table(
    key="measurements",
    title=_("Measured values"),
    model=Measurement,
    prefix="K",
    path="indicator__agreement",
    names=("Pengukuran", "Capaian", "Measured values"),
    about=_("What was measured, with its source. A second person approves each value before it counts."),
    related=("indicator__agreement", "source"),
    columns=[
        row_key("K"),
        _indicator(Measurement),
        *own(Measurement, "period measured_on value comment comment_en"),
        source(Measurement),
        shown("state", _("State"), lambda row: label_of(row, "state")),
        shown("checked_on", _("Checked on"), lambda row: row.checked_on),
    ],
)
