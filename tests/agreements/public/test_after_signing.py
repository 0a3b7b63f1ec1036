"""What the page tells after signing: targets and verdicts, money side by side, participants, reports, terms."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from agreements.models import (
    Agreement,
    BeneficiaryCount,
    FollowUp,
    FollowUpReport,
    Indicator,
    Measurement,
    Participation,
    Target,
    Transaction,
)
from agreements.public.agreement_page.condition import rule_sentences
from agreements.public.agreement_page.view import page_context, with_rows
from agreements.record.condition import RULES
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_document, make_office, make_source, make_term

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def page_of(agreement, today=TODAY):
    refresh_digest(agreement)
    return page_context(with_rows(Agreement.objects.filter(pk=agreement.pk), today).get(), today)


def results_of(agreement):
    return render_to_string("agreements/public/agreement_page/_results.html", page_of(agreement))


VERDICTS = [
    ("up", [20], [("2025", 24, True)], "reached"),
    ("up", [20], [("2024", 24, True), ("2025", 10, True)], "not_reached"),
    ("up", [20], [("2024", 24, True), ("2025", 10, False)], "reached"),
    ("up", [40, 20], [("2025", 24, True)], "reached"),
    ("down", [350], [("2025", 390, True)], "not_reached"),
    ("up", [20], [("2025", 24, False)], "not_proven"),
    ("up", [20], [], "not_proven"),
    ("up", [], [("2025", 24, True)], "no_target"),
]


@pytest.mark.parametrize(("direction", "targets", "values", "verdict"), VERDICTS)
def test_verdict_compares_the_last_checked_value_with_the_target_in_force(direction, targets, values, verdict):
    agreement, source = make_agreement(), make_source()
    indicator = Indicator.objects.create(
        agreement=agreement, title="Hasil", level="output", unit="x", direction=direction
    )
    for value in targets:
        Target.objects.create(indicator=indicator, value=Decimal(value), source=source, set_on=TODAY, reason="r")
    for period, value, checked in values:
        Measurement.objects.create(
            indicator=indicator,
            period=parse(period),
            value=Decimal(value),
            state="approved",
            source=source,
            checked_on=TODAY if checked else None,
        )
    [line] = page_of(agreement)["promised"]
    assert line["verdict"] == verdict
    text = results_of(agreement)
    assert f'class="tag tag--{verdict}"' in text
    former = [bool(found) for found in re.findall(r'<li( class="former")?>(?:<strong>)?\d', text)]
    assert former == [True] * (len(targets) - 1) + [False] * bool(targets)


def test_evidence_is_linked_only_where_its_document_is_public():
    agreement, source = make_agreement(public=True), make_source()
    indicator = Indicator.objects.create(agreement=agreement, title="Hasil", level="output", unit="x")
    papers = [make_document(agreement, title="Terbuka"), make_document(agreement, title="Dalam", public=False)]
    for number, document in enumerate(papers):
        Measurement.objects.create(
            indicator=indicator,
            period=parse(str(2024 + number)),
            value=1,
            state="approved",
            source=source,
            document=document,
        )
    cells = re.findall(r'<td><span class="source">.*?</td>', results_of(agreement), re.DOTALL)
    assert [re.findall(r'<a href="[^"]*/dokumen/[^"]*">(.*?)</a>', cell) for cell in cells] == [
        ['<span lang="id">Terbuka</span>'],
        [],
    ]


def test_reported_values_stand_beside_checked_sums_and_are_never_added():
    agreement, source = make_agreement(), make_source()
    for kind, amount, currency, checked in [
        ("reported", 13_400_000, "EUR", True),
        ("reported", 14_200_000, "EUR", True),
        ("commitment", 10, "EUR", True),
        ("commitment", 5, "EUR", True),
        ("commitment", 900, "EUR", False),
        ("received", 7, "USD", False),
    ]:
        Transaction.objects.create(
            agreement=agreement,
            kind=kind,
            amount=Decimal(amount),
            currency=currency,
            source=source,
            checked_on=TODAY if checked else None,
        )
    euro, dollar = page_of(agreement)["comparison"]
    assert [row.amount for row in euro[3]] == [13_400_000, 14_200_000]
    assert euro[:3] == ("EUR", "EUR 15", "none recorded")
    assert dollar == ("USD", "none recorded", "recorded, not yet checked", [])
    row = results_of(agreement).partition('<th scope="row">EUR</th>')[2].partition("</tr>")[0]
    assert re.findall(r'<li><span class="money">([^<]*)<', row) == ["EUR 13,400,000", "EUR 14,200,000"]


def test_participants_stand_by_office_and_year():
    agreement, office = make_agreement(), make_office("Dinas Pendidikan")
    for day, people in [("2024-05-01", 3), ("2024", 4), ("2025-12-31/2026-01-02", 5), ("", 6)]:
        follow_up = FollowUp.objects.create(agreement=agreement, kind="training", title="Kursus", done_on=parse(day))
        Participation.objects.create(follow_up=follow_up, office=office, people=people)
        Participation.objects.create(follow_up=follow_up, body="Warga", people=1)
    hidden = FollowUp.objects.create(
        agreement=agreement, kind="training", title="Dalam", done_on="2024", is_public=False
    )
    Participation.objects.create(follow_up=hidden, office=office, people=100)
    table = page_of(agreement)["participants"]
    assert table["years"] == ["2024", "2025–2026", "year not known"]
    assert table["rows"] == [
        {"office": office, "body": "", "people": [7, 5, 6], "total": 18},
        {"office": None, "body": "Warga", "people": [2, 1, 1], "total": 4},
    ]
    assert (table["totals"], table["total"]) == ([9, 6, 7], 22)


def test_timeline_marks_the_next_one_and_tells_moves_and_approved_reports():
    agreement = make_agreement()
    soon = FollowUp.objects.create(
        agreement=agreement, kind="visit", title="Segera", due_on=TODAY + timedelta(days=5), times_moved=2
    )
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Nanti", due_on=TODAY + timedelta(days=50))
    FollowUp.objects.create(agreement=agreement, kind="visit", title="Lewat", due_on=TODAY - timedelta(days=5))
    for state in ("approved", "draft"):
        FollowUpReport.objects.create(
            follow_up=soon, state=state, happened_on=parse("2026-11-01"), progress=state, obstacle="Hambatan"
        )
    lines = {line["row"].title: line for line in page_of(agreement)["timeline"]["lines"]}
    assert [title for title, line in lines.items() if line["is_next"]] == ["Segera"]
    assert lines["Segera"]["moved"] == "due date moved 2 times"
    assert [report.progress for report in lines["Segera"]["approved"]] == ["approved"]


def test_terms_tell_lapses_renewals_and_the_day_of_notice():
    old = make_agreement("Lama", public=True)
    make_term(old, starts_on=parse("2018-01-01"), ends_on=parse("2020-12-31"))
    new = make_agreement("Baru", public=True, renews=old)
    first = {"starts_on": parse("2021-03-04"), "ends_on": parse("2022-12-31")}
    make_term(new, **first)
    make_term(new, starts_on=parse("2023-01-11"), ends_on=parse("2027-12-31"), basis="extension", notice_months=6)
    page = page_of(new)
    gap = "Lapsed for 10 days: 1 January 2023 – 10 January 2023"
    assert [lapse and str(lapse) for _term, _days, lapse, _notice in page["terms"]] == [None, gap]
    assert page["terms"][1][3] == "notice by 30 June 2027 at the latest"
    [(_words, former, lapse)] = page["renewals"]
    gap = "Lapsed for 62 days: 1 January 2021 – 3 March 2021"
    assert (former, str(lapse)) == (old, gap)
    assert str(page_of(old)["renewals"][0][2]) == gap
    Agreement.objects.filter(pk=old.pk).update(publication_class="internal")
    assert page_of(new)["renewals"] == []
    assert page_of(new, date(2027, 8, 1))["terms"][1][3] == ""


def test_public_list_of_rules_tells_each_in_the_order_in_which_it_is_asked():
    told = [[decided for _word, _text, decided in rule_sentences(rule)][1:] for rule in RULES]
    assert told == [[rule == other for other in RULES] for rule in RULES]


def test_rules_are_told_in_order_with_the_one_that_decided(settings):
    settings.FOLLOW_UP_INACTIVE_DAYS = 777
    today = timezone.localdate()
    agreement = make_agreement("Program", kind="training", today=today)
    FollowUp.objects.create(agreement=agreement, kind="training", title="Kursus", done_on=today - timedelta(days=3))
    page = page_of(agreement, today)
    assert (
        [word for word, _text, decided in page["rules"] if decided] == [page["verdict"].condition.label] == ["Active"]
    )
    assert [text for _word, text, _decided in page["rules"] if "777" in text] == [
        "The latest activity, or an instrument after it, was more than 777 days (programmes, memberships: 730) before "
        "the day up to which the record is known."
    ]


# --- years of fee and budget ---


def test_page_names_the_year_of_a_fee_and_of_the_budget_and_no_account():
    agreement = make_agreement(public=True)
    given = {"agreement": agreement, "amount": 1500, "currency": "USD", "source": make_source()}
    Transaction.objects.create(**given, kind="fee", fee_year=2025)
    Transaction.objects.create(**given, kind="received", budget_year=2024, budget_account="4.1.02")
    page = results_of(agreement)
    assert "for the year 2025" in page
    assert "booked in the city budget (APBD) of 2024" in page
    assert "4.1.02" not in page


# --- whom the results serve ---


def serve(agreement, number, group="Customers", **values):
    return BeneficiaryCount.objects.create(
        agreement=agreement, number=number, group=group, **{"kind": "served", "unit": "households", **values}
    )


def test_page_tells_whom_a_result_serves_by_whom_it_is_said_and_what_may_be_added():
    agreement = make_agreement(public=True)
    shown = agreement.indicators.create(title="Sewer", level="output", unit="m3")
    source = make_source("Ministry report")
    serve(agreement, 1360, as_of=parse("2025-02"), indicator=shown, source=source, checked_on=TODAY)
    serve(agreement, 173, as_of=parse("2024-08-30"), source=source, checked_on=TODAY)
    serve(agreement, 10_300, "Residents", kind="expected", source=source)
    page = results_of(agreement)
    for words in ("1,360 households", "173 households", "10,300 households", "Sewer", "February 2025", "Residents"):
        assert words in page
    assert page.count("Ministry report") == 3
    assert re.search(r"Served according to checked sources: 1,360 households</strong>", page)


def test_page_gives_no_sum_of_groups_that_may_overlap():
    agreement = make_agreement(public=True)
    for number, group in ((360, "Customers"), (40, "Residents")):
        serve(agreement, number, group, source=make_source(), checked_on=TODAY)
    page = results_of(agreement)
    assert "360 households" in page
    assert "No results recorded yet" not in page
    assert "Served according to checked sources" not in page
