"""What the fixtures say: every figure with its source, the uncertain left uncertain, examples marked."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Q

from agreements.cases.files import read
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.models import (
    Agreement,
    Answer,
    Assessment,
    BeneficiaryCount,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    LegalBasis,
    Measurement,
    Office,
    Regulation,
    Review,
    Sector,
    Source,
    Statement,
    Step,
    Target,
    Transaction,
    Waiver,
)
from agreements.record.condition import Condition
from agreements.record.contradictions import late_begins, stages_out_of_order
from agreements.record.digest import derived_values, facts_for_rules, with_rows
from agreements.record.instruments import terms_of
from agreements.record.status import status_of
from agreements.record.stretches import answer_on
from agreements.record.verdict import verdict_of
from partners.models import Partner

from .test_load_cases import everything

FIXTURES = settings.BASE_DIR / "fixtures"
REAL = Q(is_example=False, is_comparison=False)
TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def case(title_start):
    return Agreement.objects.get(REAL, title__startswith=title_start)


def figures(agreement):
    """Currency and amount of every money line, with how often it stands."""
    return Counter((line.currency, int(line.amount)) for line in agreement.transactions.all())


def bilingual_pairs():
    """Every text of the database that has an English twin, as (row, name, text, English)."""
    models = [Agreement, BeneficiaryCount, FollowUp, Indicator, LegalBasis, Measurement, Office, Partner]
    for model in [*models, Regulation, Sector, Statement, Transaction]:
        names = {field.name for field in model._meta.concrete_fields}
        for row in model.objects.all():
            for name in names:
                if f"{name}_en" in names:
                    yield row, name, getattr(row, name), getattr(row, f"{name}_en")


# --- both sets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"), [([], "Cases: nothing new.\n"), (["--examples"], "Examples: nothing new.\n")]
)
def test_a_second_run_changes_nothing(loaded, options, told):
    before, out = everything(), StringIO()
    call_command("load_cases", *options, stdout=out, stderr=out)
    assert out.getvalue() == told
    assert everything() == before


def test_database_finds_by_the_stretch_what_the_rules_say_of_every_shipped_record(loaded):
    rows = {
        row.pk: facts_for_rules(row, derived_values(row))
        for row in with_rows(Agreement.objects.all()).select_related("digest")
    }
    assert len(rows) > 30
    for number in range(0, 8 * 365, 61):
        day = TODAY + timedelta(days=number - 4 * 365)
        expected = {pk: answer_on(found, day) for pk, found in rows.items()}
        shown = Agreement.objects.on(day).values_list("pk", "stretch__status", "stretch__condition", "stretch__rule")
        assert {pk: rest for pk, *rest in shown} == {pk: list(answer[:3]) for pk, answer in expected.items()}
        for group in StatusGroup:
            found = set(Agreement.objects.on(day).filter(stretch__status=group).values_list("pk", flat=True))
            assert found == {pk for pk, answer in expected.items() if answer.status == group}


# --- the real cases ------------------------------------------------------------------------------------


def test_real_cases_are_numbered_and_comparisons_stand_outside(loaded):
    assert set(Agreement.objects.filter(REAL).values_list("register_number", flat=True)) == {
        f"KSLN-{TODAY.year}-{number:04d}" for number in range(1, 13)
    }
    comparisons = Agreement.objects.filter(is_comparison=True)
    assert {row.register_number[:3] for row in comparisons} == {"PB-"}
    assert {row.region for row in comparisons} == {"Kota Bukittinggi", "Provinsi Sumatera Barat", "Kota Bandung"}
    assert comparisons.count() == 5


def test_bandung_and_melbourne_tell_their_years(loaded):
    """Read in four press items: what they do not say is not found; the end is worked out, and said to be so."""
    agreement = Agreement.objects.get(region="Kota Bandung")
    days = {step.stage: str(step.ended_on) for step in agreement.steps.all() if step.ended_on}
    assert days == {"intent": "10 Mei 2019", "council": "30 Maret 2023", "signing": "April 2024"}
    assert str(agreement.signed_on) == "April 2024"
    assert agreement.is_comparison
    (term,) = terms_of(agreement)
    assert (term.instrument.duration, term.is_derived) == ("empat tahun", True)
    assert (term.ends_on.earliest, term.ends_on.latest) == (date(2028, 3, 31), date(2028, 4, 29))
    sides = {(one.side, one.place, str(one.signed_on)) for one in term.instrument.signatures.all()}
    unknown = "tidak diketahui"
    assert sides == {("all", "", "April 2024"), ("city", "Bandung", unknown), ("partner", "Melbourne", unknown)}
    waived = Waiver.objects.filter(step__agreement=agreement)
    assert {waiver.ground for waiver in waived} == {Waiver.Ground.NOT_FOUND}
    assert {waiver.step.stage for waiver in waived} & {"intent", "plan", "council"} == set()
    assert agreement.assessment.replies() == {"goals": "yes", "activities": "partly", "duration": "yes"}
    assert all(step.source.link for step in agreement.steps.all() if step.ended_on)


def test_every_case_is_public_and_has_a_public_partner(loaded):
    for agreement in Agreement.objects.filter(is_example=False):
        assert agreement.is_public, agreement
        assert agreement.parties.exists(), agreement
        assert all(party.partner.is_public for party in agreement.parties.all()), agreement


def test_every_figure_and_dated_fact_of_a_real_case_has_a_public_source(loaded):
    real = Q(agreement__is_example=False)
    for line in (row for model in (BeneficiaryCount, Statement, Transaction) for row in model.objects.filter(real)):
        assert line.source.is_public, line
        assert line.checked_on is None, line
    for follow_up in FollowUp.objects.filter(real):
        assert follow_up.source is not None, follow_up
    for step in Step.objects.filter(real).exclude(state="unknown"):
        dated = step.sent_on or step.received_on or step.ended_on
        # The two legacy cases and the programme get their first step from the agreement itself.
        assert not dated or step.source or step.agreement.stage_source, step
    assert not Agreement.objects.filter(is_example=False, stage_source=None).exists()


def test_money_of_real_cases_is_only_reported(loaded):
    """No document proves a commitment, so nothing of it enters a total."""
    real = Transaction.objects.filter(agreement__is_example=False)
    assert set(real.values_list("kind", flat=True)) == {Transaction.Kind.REPORTED}
    assert not real.countable().exists()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Pembangunan TPA Talang Gulo",
            {
                ("EUR", 13_400_000): 1,
                ("EUR", 14_200_000): 1,
                ("IDR", 225_000_000_000): 1,
                ("IDR", 245_000_000_000): 1,
                ("IDR", 250_000_000_000): 1,
                ("IDR", 270_000_000_000): 1,
                ("USD", 100_000_000): 1,
            },
        ),
        (
            "Instalasi pengolahan air limbah",
            {
                ("IDR", 625_000_000_000): 2,
                ("IDR", 700_000_000_000): 1,
                ("USD", 80_000_000): 1,
                ("USD", 40_000_000): 1,
                ("USD", 48_830_000): 1,
            },
        ),
        ("Penataan permukiman kumuh", {("USD", 98_950): 2}),
    ],
)
def test_conflicting_figures_are_all_kept(loaded, title, expected):
    assert figures(case(title)) == expected


def test_values_of_a_whole_programme_say_so(loaded):
    programme = Transaction.objects.filter(agreement__is_example=False, scope="programme")
    assert set(programme.values_list("amount", flat=True)) == {
        Decimal(amount) for amount in (100_000_000, 80_000_000, 40_000_000, 48_830_000)
    }


def test_disputed_starts_of_the_singapore_courses_are_all_kept(loaded):
    singapore = case("Pelatihan aparatur")
    assert singapore.statements.filter(topic="start").count() == 3
    courses = singapore.follow_ups.filter(kind="training").order_by("pk")
    days = ["2015", "15 Oktober 2018", "17 Februari 2019", "Maret 2023", "19 Mei 2023", "1 Juli 2024"]
    assert [str(course.done_on or course.started_on) for course in courses] == days
    # The press of the first day tells how long a course was to last, and not that it ended.
    assert [bool(course.done_on) for course in courses] == [True, False, False, True, True, False]


def test_temasek_has_two_rounds_of_its_letter_of_intent(loaded):
    temasek = case("Kerja sama dengan Temasek")
    rounds = temasek.steps.filter(stage=Stage.INTENT).order_by("round")
    assert [(step.round, str(step.ended_on)) for step in rounds] == [(1, "2023"), (2, "1–5 Juni 2024")]
    people = temasek.follow_ups.get().participations.values_list("people", flat=True)
    assert sorted(people) == [1, 6, 13]
    assert temasek.stage == Stage.INTENT


def test_what_no_source_says_stays_unknown(loaded):
    landfill = case("Pembangunan TPA Talang Gulo")
    assert str(landfill.signed_on) == "sebelum April 2016"
    assert str(landfill.steps.get(stage=Stage.STATE_AGREEMENT).ended_on) == "sebelum April 2016"
    assert not case("Keanggotaan Global Covenant").joined_on
    assert str(case("Keanggotaan ICLEI").joined_on) == "September 2016"
    real = Agreement.objects.filter(REAL)
    assert set(real.values_list("legal_form", flat=True)) == {""}
    assert set(real.values_list("city_role", flat=True)) == {"", "member"}
    assert not real.exclude(finance_register_number="").exists()
    assert not real.exclude(lead_office=None).exists()
    assert [term for row in real for term in terms_of(row)] == []
    assert not Document.objects.filter(agreement__is_example=False).exists()
    bavaria = Agreement.objects.get(title__contains="Bavaria")
    assert bavaria.stretch_on(TODAY).evidence_on is None


def test_status_of_silent_cases_is_not_known(loaded):
    rows = Agreement.objects.of_this_city().select_related("digest")
    known = {row.title.split(" dengan")[0]: status_of(row, TODAY).group for row in rows}
    told = {title: group for title, group in known.items() if group != StatusGroup.UNKNOWN}
    assert told == {
        "Pembangunan TPA Talang Gulo (lahan urug saniter)": StatusGroup.IN_FORCE,
        "Instalasi pengolahan air limbah dan jaringan perpipaan Jambi Timur (MSMIP)": StatusGroup.IN_FORCE,
    }


def test_a_visit_is_recorded_as_a_contact_and_no_text_as_an_agreement(loaded):
    visit = case("Kunjungan UNESCAP")
    told = (visit.kind, str(visit.stage_as_of), status_of(visit, TODAY).word, verdict_of(visit, TODAY))
    assert told == ("contact", "10 Maret 2016", "Kunjungan atau kontak", None)
    texts = Agreement.objects.public().of_this_city().values_list("digest__signed_text", flat=True)
    assert Counter(texts) == {"intent": 1, "none": 10}


# --- steps ---------------------------------------------------------------------------------------------


def test_a_step_of_a_real_case_is_unknown_only_up_to_the_present_stage(loaded):
    """Up to there every step is recorded, if only as not known; of later ones nobody knows that they were passed."""
    for agreement in Agreement.objects.filter(is_example=False).exclude(track=Track.PROGRAMME):
        stages = [spec.stage for spec in TRACKS[Track(agreement.track)]]
        recorded = set(agreement.steps.values_list("stage", flat=True))
        assert recorded == set(stages[: stages.index(agreement.stage) + 1]), agreement
        assert not agreement.steps.filter(state="not_started").exists(), agreement


def test_every_text_has_its_english(loaded):
    missing = [
        f"{row._meta.label} {row}: {name}" for row, name, text, english in bilingual_pairs() if text and not english
    ]
    assert missing == []


# --- examples -------------------------------------------------------------------------------------------


def test_every_example_is_marked(loaded):
    names = {entry.name for entry in read(FIXTURES / "examples")}
    assert all(name.startswith("contoh-") for name in names)
    examples = Agreement.objects.filter(is_example=True)
    assert examples.count() > 20
    assert all(row.title.startswith("Contoh: ") and row.title_en.startswith("Example: ") for row in examples)
    assert all(row.register_number.startswith("CONTOH-") for row in examples)
    partners = Partner.objects.filter(parties__agreement__is_example=True)
    assert all(partner.is_example and "(rekaan)" in partner.name for partner in partners)
    assert all(document.title.startswith("Contoh: ") for document in Document.objects.all())
    used = Source.objects.filter(
        pk__in=[*Transaction.objects.filter(agreement__in=examples).values_list("source", flat=True)]
    )
    assert all(source.citation.startswith("Contoh: ") for source in used)
    assert not Agreement.objects.filter(is_example=False, title__startswith="Contoh").exists()


def test_examples_cover_every_track_group_and_kind(loaded):
    examples = list(Agreement.objects.filter(is_example=True).select_related("digest"))
    assert {row.track for row in examples} == set(Track.values)
    assert {status_of(row, TODAY).group for row in examples} == set(StatusGroup)
    assert {row.kind for row in examples} == set(Agreement.Kind.values)
    assert {Stage.TERMINATED, Stage.DISCONTINUED, Stage.COMPLETED} <= {Stage(row.stage) for row in examples}
    assert any(status_of(row, TODAY).contradiction for row in examples)
    assert (
        Agreement.objects.in_force(TODAY)
        .filter(digest__ends_latest__lte=TODAY + timedelta(180), is_example=True)
        .exists()
    )
    assert any(row.end_reason_code == "after_intent" for row in examples)


def test_examples_cover_every_state_of_follow_ups_and_measurements(loaded):
    follow_ups = FollowUp.objects.filter(agreement__is_example=True)
    assert {row.state(TODAY) for row in follow_ups} == set(FollowUp.State)
    assert set(Measurement.objects.values_list("state", flat=True)) == set(Measurement.State.values)
    assert set(Indicator.objects.values_list("level", flat=True)) == set(Indicator.Level.values)
    kinds = Transaction.objects.values_list("kind", flat=True)
    assert set(kinds) == set(Transaction.Kind.values)
    assert Transaction.objects.countable().exists()
    counts = (
        BeneficiaryCount.objects.filter(agreement__is_example=True)
        .order_by("-kind")
        .values_list("kind", "number", "indicator__title")
    )
    assert list(counts) == [("served", 1250, "Kapasitas pengolahan"), ("expected", 4000, None)]


def test_examples_cover_every_condition_and_state_of_reports(loaded):
    examples = Agreement.objects.filter(is_example=True, publication_class="public").select_related("digest")
    verdicts = [verdict_of(row, TODAY) for row in examples]
    assert {verdict.condition for verdict in verdicts if verdict} == set(Condition)
    states = {report.state for report in FollowUpReport.objects.all()}
    assert {"approved", "submitted", "returned"} <= states
    assert all(report.submitted_at for report in FollowUpReport.objects.all())
    assert set(Review.objects.values_list("is_public", flat=True)) == {True, False}
    lowered = [
        list(one.targets.values_list("value", flat=True)) for one in Indicator.objects.filter(targets__reason__gt="")
    ]
    assert any(values[-1] < values[0] for values in lowered)
    assert any(FollowUp.objects.filter(times_moved__gte=2))


def test_real_cases_have_no_invented_reports_targets_or_reviews(loaded):
    real = Q(is_example=False)
    assert not FollowUpReport.objects.exclude(follow_up__agreement__is_example=True).exists()
    assert not Target.objects.exclude(indicator__agreement__is_example=True).exists()
    assert not Agreement.objects.filter(real, reviews__isnull=False).exists()


def test_examples_cover_the_special_ways(loaded):
    assert Waiver.objects.get(step__agreement__is_example=True).step.stage == Stage.VERIFICATION
    assert Answer.objects.filter(assessment__agreement__is_example=True, reply="no").exists()
    assert Agreement.objects.filter(is_example=True, digest__signed_at_visit=True).exists()
    assert Assessment.objects.filter(decision="stop", agreement__stage="discontinued").exists()
    assert Step.objects.filter(agreement__is_example=True, stage=Stage.PLAN, round=2).exists()
    assert Step.objects.filter(agreement__is_example=True, stage=Stage.INTENT, round=2).exists()
    assert Agreement.objects.exclude(renews=None).exists()
    assert Agreement.objects.exclude(parent=None).exists()
    assert Agreement.objects.filter(is_example=True, publication_class="internal").exists()
    assert Instrument.objects.filter(kind="extension", changes__kind="mou").exists()
    assert Instrument.objects.filter(validity="open", review_on__isnull=False).exists()
    assert Document.objects.get(publication_class="exempt").exempt_ground == "f"
    assert Document.objects.public().count() >= 3
    assert Regulation.objects.filter(revoked=True, articles__citations__agreement__is_example=True).exists()


def test_dates_of_stages_contradict_each_other_in_no_case(loaded):
    for row in Agreement.objects.filter(is_comparison=False).prefetch_related("steps"):
        steps = list(row.steps.all())
        assert [*late_begins(row, steps), *stages_out_of_order(Track(row.track), steps)] == [], row
