"""The page says no more of a day, a source or a partner than is recorded."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.models import Agreement, FollowUp, Transaction
from agreements.public.agreement_page.instruments import instruments_of, signed_part
from agreements.public.agreement_page.intro import last_known_sentence
from agreements.public.agreement_page.money import money_groups
from agreements.record.wording import period_label, state_label
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.clock import TODAY
from tests.factories import make_agreement, make_instrument, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("as_of", "evidence_on", "when"),
    [("2016-09", date(2022, 9, 1), " (2022)"), ("2022", date(2022, 9, 1), " (2022)"), ("", None, "")],
    ids=["later evidence", "evidence of the same year", "nothing dated"],
)
def test_last_known_status_has_the_latest_day_that_is_known(as_of, evidence_on, when):
    known = parse(as_of) if as_of else KnownDate.unknown()
    assert last_known_sentence("member", "membership", known, evidence_on) == f"Last known status: Member{when}"


def test_sources_differ_only_where_two_of_them_name_different_amounts():
    agreement = make_agreement(public=True)

    def report(amount, source):
        values = {"kind": "reported", "amount": amount, "currency": "USD", "source": make_source(source)}
        Transaction.objects.create(agreement=agreement, **values)
        return [differ for *_rest, differ in money_groups(Agreement.objects.get(pk=agreement.pk), {})]

    assert [report(80, "ADB"), report(40, "ADB"), report(80, "Koran")] == [[False], [False], [True]]


@pytest.mark.parametrize(
    ("kind", "lines", "is_shown"),
    [
        ("sister_city", ["Letter of Intent (LoI): 2023", "Grant deed: day not known"], True),
        ("sister_city", [], True),
        ("training", [], False),
        ("membership", [], False),
    ],
)
def test_summary_names_each_signed_paper_and_asks_none_where_none_belongs(kind, lines, is_shown):
    agreement = make_agreement(public=True, kind=kind)
    if lines:
        make_instrument(agreement, kind="intent", signed_on=parse("2023"))
        make_instrument(agreement, kind="other", title="Grant deed")
        make_instrument(agreement, kind="mou", signed=False)
    row = Agreement.objects.get(pk=agreement.pk)
    assert signed_part(row, instruments_of(row, TODAY)) == (lines, is_shown)


def test_begun_follow_up_is_not_said_to_go_on():
    row = FollowUp(agreement=make_agreement(), kind="training", title="Kursus", started_on=KnownDate.year(2024))
    assert state_label(row, TODAY) == "Started, not recorded as done"
    row.done_on = KnownDate.year(2024)
    assert state_label(row, TODAY) == "Done"


def test_period_of_a_range_has_a_word_between():
    assert period_label(parse("2024-04"), parse("2028")) == "April 2024 – 2028"
    assert period_label(parse("2024-04"), parse("2028-03-31/2028-04-29")) == "April 2024 to 31 March – 29 April 2028"
