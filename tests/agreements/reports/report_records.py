"""What the tests of the reports share: a register with a row for every report, and a report as made on TODAY."""

from datetime import date, timedelta
from types import SimpleNamespace

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import (
    BeneficiaryCount,
    FollowUp,
    FollowUpReport,
    Indicator,
    LegalField,
    Measurement,
    Party,
    Transaction,
)
from agreements.record.digest import refresh_digest
from agreements.reports.kinds import REPORTS
from agreements.reports.parameters import Parameters, usual_values
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import (
    make_agreement,
    make_document,
    make_instrument,
    make_office,
    make_partner,
    make_signed,
    make_source,
    make_term,
)

TODAY = date(2026, 11, 24)


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def make(code, user, **asked):
    """Return the report of TODAY with its usual parameters, but for `asked`."""
    kind = REPORTS[code]
    return kind.make(Parameters(**{**usual_values(TODAY), **kind.usual, **asked}), TODAY, user)


def cells(report, key):
    """Return the cells of the column `key`, from top to bottom."""
    place = [column.key for column in report.columns].index(key)
    return [row[place] for row in report.rows]


def row_of(report, key):
    """Return the cells of the row `key`, by column."""
    names = [column.key for column in report.columns]
    return dict(zip(names, report.rows[report.keys.index(key)], strict=True))


def money(agreement, kind, amount, currency, *, checked=True, **values):
    return Transaction.objects.create(
        agreement=agreement,
        kind=kind,
        amount=amount,
        currency=currency,
        source=make_source(),
        checked_on=TODAY if checked else None,
        **values,
    )


def report_of(follow_up, **values):
    given = {"state": "approved", "progress": "Berjalan", **values}
    return FollowUpReport.objects.create(follow_up=follow_up, **given)


def make_twin():
    """A twin city with numbers and signatories, an end in 100 days, an activity in this half-year, and results."""
    office = make_office("Dinas Pendidikan Kota", code="dikota", short_name="Disdik")
    twin = make_signed(
        "Kota kembar Seremban",
        partner=make_partner("Kota Seremban", place="Seremban"),
        on=ago(400),
        lead_office=office,
        legal_form="ksdpl_twin",
        public=True,
        summary="Pertukaran guru",
        location="Kota Baru",
    )
    twin.legal_fields.set(LegalField.objects.filter(letter="b"))
    text = make_term(twin, starts_on=ago(400), ends_on=ago(-100))
    text.option = "4 tahun"
    text.notice_months = 6
    text.save()
    _signatures(twin, text)
    _what_came_of_it(twin, office)
    refresh_digest(twin)
    return twin


def _what_came_of_it(twin, office):
    done = FollowUp.objects.create(
        agreement=twin, kind="training", title="Kursus guru", office=office, done_on=ago(60), result="20 guru lulus"
    )
    report_of(done, obstacle="Anggaran terlambat", next_step="Kelas lanjutan")
    money(twin, "commitment", 1000, "EUR", provider="Kota Seremban")
    money(twin, "commitment", 500, "EUR")
    money(twin, "commitment", 7000, "EUR", checked=False)
    money(twin, "received", 300, "IDR", budget_year=2026, budget_account="5.1.02")
    indicator = Indicator.objects.create(
        agreement=twin, title="Guru terlatih", level="output", unit="guru", baseline=5, baseline_year=2025
    )
    indicator.targets.create(value=20, due=KnownDate.year(2027), source=make_source(), set_on=TODAY)
    measured = {"source": make_source(), "state": "approved", "checked_on": TODAY}
    Measurement.objects.create(indicator=indicator, value=12, period=KnownDate.year(2025), **measured)
    Measurement.objects.create(indicator=indicator, value=24, period=KnownDate.month(2026, 9), **measured)
    BeneficiaryCount.objects.create(
        agreement=twin, kind="served", number=40, unit="people", group="Guru", source=make_source()
    )


def _signatures(twin, text):
    """The two sides of the text, in place of the parties that are not told apart."""
    text.signatures.all().delete()
    given = {"signed_on": ago(400)}
    text.signatures.create(side="city", name="Wali Kota contoh", position="Wali Kota", number="12/KS", **given)
    text.signatures.create(side="partner", party=twin.parties.get(), name="Mayor contoh", number="SRB/7", **given)


def make_grant():
    """A grant with the state's agreement, a register number, and an approved report in the third quarter."""
    grant = make_agreement(
        "Hibah air", kind="grant", partner=make_partner("KfW", country="DE", kind="development_bank")
    )
    Party.objects.filter(agreement=grant).update(role="funder")
    sides = [{"side": "state", "number": "NPPHLN-5", "signed_on": KnownDate.day(date(2024, 3, 1))}]
    make_instrument(grant, InstrumentKind.STATE_AGREEMENT, sides=sides)
    grant.finance_register_number = "REG-77"
    grant.save()
    work = FollowUp.objects.create(agreement=grant, kind="works", title="Pekerjaan pipa", started_on=ago(300))
    old = {"happened_on": KnownDate.day(date(2026, 7, 5)), "physical_progress": 30}
    report_of(work, **old)
    report_of(
        work,
        happened_on=KnownDate.day(date(2026, 9, 20)),
        procurement="Lelang pipa selesai",
        physical_progress=45,
        absorption=40,
        obstacle="Hujan",
        next_step="Pasang pipa",
    )
    report_of(work, happened_on=KnownDate.day(date(2026, 10, 20)), physical_progress=60)
    money(grant, "commitment", 2_000_000, "USD")
    refresh_digest(grant)
    return grant


def make_silent():
    """A text that was signed three years ago, since when nothing is recorded."""
    silent = make_signed("Sunyi sejak lama", on=ago(1100), partner=make_partner("Kota Kobe", country="JP"))
    refresh_digest(silent)
    return silent


def make_waiting():
    """A cooperation whose plan is with the council since 30 days."""
    waiting = make_agreement("Menunggu dewan", partner=make_partner("Kota Ulsan", country="KR"))
    waiting.stage = "council"
    waiting.save()
    waiting.steps.create(stage="council", holder="council", state="submitted", letter_number="9/KS", sent_on=ago(30))
    refresh_digest(waiting)
    return waiting


def make_exempt():
    """A record that the PPID exempted, with a document."""
    exempt = make_agreement("Perundingan rahasia", partner=make_partner("Mitra rahasia", country="NL"))
    exempt.publication_class, exempt.exempt_ground = "exempt", "f"
    exempt.exempt_reason, exempt.exempt_decision_number = "Hubungan luar negeri", "PPID-3"
    exempt.exempt_decision_on, exempt.exempt_review_on = TODAY, date(2027, 1, 1)
    exempt.save()
    make_document(exempt, public=False, title="Risalah rahasia", kind="minutes")
    refresh_digest(exempt)
    return exempt


def make_register():
    """One record for every report."""
    makers = {
        "twin": make_twin,
        "grant": make_grant,
        "silent": make_silent,
        "waiting": make_waiting,
        "exempt": make_exempt,
    }
    return SimpleNamespace(**{name: maker() for name, maker in makers.items()})


def number_of(register, name):
    return getattr(register, name).register_number
