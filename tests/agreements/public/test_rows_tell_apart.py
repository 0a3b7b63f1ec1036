"""Four stories of the paper in a list: neglected, rushed, stuck at the centre, thriving; the rows tell them apart."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from agreements.lifecycle.vocabulary import Stage, StepState
from agreements.models import FollowUp, Indicator, Measurement, Target
from agreements.public.agreement_rows import load_rows
from agreements.record.digest import refresh_digest
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.waivers import WaiverRequest, write_waiver
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_quiet, make_signed, make_source, past_steps

pytestmark = pytest.mark.django_db
ADDRESSES = ["/kerja-sama/", "/en/kerja-sama/"]
SKIPPED = {Stage.COUNCIL: "council", Stage.VERIFICATION: "home_affairs"}


def ago(days):
    return KnownDate.day(timezone.localdate() - timedelta(days=days))


def neglected():
    return make_quiet("Diabaikan", public=True, on=ago(500), today=timezone.localdate())


def rushed():
    """Signed for a visit: neither the council nor the ministry was asked."""
    today = timezone.localdate()
    agreement = make_agreement("Tergesa-gesa", public=True, today=today)
    steps = [step for step in past_steps(agreement.track, until=Stage.SIGNING, on=ago(60)) if step.stage not in SKIPPED]
    signing = PastStep(
        stage=Stage.SIGNING, holder="city", state=StepState.DONE, evidence=StepEvidence(decided_on=ago(40))
    )
    request = WaiverRequest("not_done", "Ditandatangani saat kunjungan, tanpa dimintakan.")
    for stage, holder in SKIPPED.items():
        write_waiver(agreement, stage, holder, request, by=None, today=today)
    record_past(agreement, steps=[*steps, signing], by=None, today=today)
    return agreement


def stuck():
    today = timezone.localdate()
    agreement = make_agreement("Tertahan di pusat", public=True, today=today)
    asked = PastStep(
        stage=Stage.VERIFICATION,
        holder="home_affairs",
        state=StepState.SUBMITTED,
        evidence=StepEvidence(sent_on=ago(230)),
    )
    steps = past_steps(agreement.track, until=Stage.VERIFICATION, on=ago(260))
    record_past(agreement, steps=[*steps, asked], by=None, today=today)
    return agreement


def thriving():
    today = timezone.localdate()
    agreement = make_signed("Berkembang", public=True, on=ago(700), today=today)
    FollowUp.objects.create(agreement=agreement, kind="training", title="Pelatihan", done_on=ago(20))
    source = make_source()
    for value in (30, 25, 3):
        indicator = Indicator.objects.create(agreement=agreement, title="Peserta", level="output", unit="orang")
        Target.objects.create(indicator=indicator, value=Decimal(20), source=source, set_on=today)
        Measurement.objects.create(
            indicator=indicator,
            period=ago(20),
            value=Decimal(value),
            state="approved",
            source=source,
            checked_on=today,
        )
    return agreement


@pytest.fixture
def city():
    agreements = {"neglected": neglected(), "rushed": rushed(), "stuck": stuck(), "thriving": thriving()}
    for agreement in agreements.values():
        agreement.refresh_from_db()
        refresh_digest(agreement)
    return agreements


def rows_of(client, address, city):
    """name -> what its row says, without title and link."""
    text = client.get(address).content.decode()
    rows = re.findall(r'<li class="result">(.*?)\n      </li>', text, re.DOTALL)
    assert len(rows) == len(city)
    return {name: next(row for row in rows if one.title in row).split("</h3>")[1] for name, one in city.items()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_rows_alone_tell_the_four_apart(client, city, address):
    rows = rows_of(client, address, city)
    conditions = {
        name: re.findall(r"tag--(none_yet|not_due|active|inactive|attention|unconfirmed)", row)
        for name, row in rows.items()
    }
    assert conditions == {
        "neglected": ["none_yet"],
        "rushed": ["not_due"],
        "stuck": ["attention"],  # the letter to the ministry is the last that is known
        "thriving": ["active"],
    }
    # A count that each of these tells and no other does.
    for name, fact in {
        "stuck": r"tag--awaiting.*\b230\b",
        "rushed": r">2 (step|langkah)|\b2 (steps|langkah)",
        "thriving": r"\b2 (of|dari) 3\b",
    }.items():
        assert [other for other, row in rows.items() if re.search(fact, row, re.DOTALL)] == [name]
    for name in ("neglected", "rushed", "thriving"):
        assert re.search(r'<p class="reason">[^<]+</p>', rows[name])


def test_unknown_day_of_asking_is_only_about(city):
    agreement = city["stuck"]
    step = agreement.steps.get(stage=Stage.VERIFICATION)
    step.sent_on = KnownDate.month(2026, 3)
    step.save()
    refresh_digest(agreement)
    [row] = load_rows([agreement.pk], timezone.localdate())
    assert re.search(r"about|sekitar", row["more"])


def test_two_who_are_asked_and_one_who_answered_names_the_other():
    today = timezone.localdate()
    agreement = make_agreement("Konsultasi", public=True, today=today)
    steps = past_steps(agreement.track, until=Stage.CONSULTATION, on=ago(90))
    answered = PastStep(
        stage=Stage.CONSULTATION,
        holder="home_affairs",
        state=StepState.APPROVED,
        evidence=StepEvidence(sent_on=ago(60), decided_on=ago(30)),
    )
    asked = PastStep(
        stage=Stage.CONSULTATION,
        holder="foreign_affairs",
        state=StepState.SUBMITTED,
        evidence=StepEvidence(sent_on=ago(60)),
    )
    record_past(agreement, steps=[*steps, answered, asked], by=None, today=today)
    [row] = load_rows([agreement.pk], today)
    assert row["more"] == "Menunggu jawaban Kementerian Luar Negeri selama 60 hari"


def test_rows_take_the_same_queries_however_many(django_assert_num_queries, city):
    ids = [one.pk for one in city.values()]
    with django_assert_num_queries(3):
        load_rows(ids, timezone.localdate())
