"""The filters of the list: what each finds, what is offered, and that nothing a visitor types breaks them."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.lifecycle.vocabulary import Stage, StatusGroup
from agreements.models import Agreement, Party, Sector
from agreements.record.digest import refresh_digest
from agreements.record.filters.agreement import AgreementFilter
from agreements.record.filters.choices import MOST_PARTNERS
from agreements.record.filters.orders import SORTS
from agreements.record.horizon import Attested
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_document, make_office, make_partner, make_term, set_facts

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


# query: titles in their order
FOUND = [
    ("", ["Seremban", "Talang Gulo", "UCLG"]),
    ("q=gulo", ["Talang Gulo"]),
    ("status=in_force", ["Talang Gulo"]),
    ("condition=unconfirmed", ["Talang Gulo"]),
    ("condition=active", []),
    ("kind=loan", ["Talang Gulo"]),
    ("kind=loan&kind=membership", ["Talang Gulo", "UCLG"]),
    ("country=DE", ["Talang Gulo"]),
    ("country=-", ["UCLG"]),
    ("country=SG", []),
    ("country=JP", []),
    ("partner=kfw", ["Talang Gulo"]),
    ("field=a", ["Seremban"]),
    ("field=a&field=c", ["Seremban", "Talang Gulo"]),
    ("sector=persampahan", ["Talang Gulo"]),
    ("office=dlh", ["Seremban", "Talang Gulo"]),
    ("signed_from=2017", ["Seremban"]),
    ("signed_to=2016", ["Talang Gulo"]),
    ("signed_from=2016&signed_to=2026", ["Seremban", "Talang Gulo"]),
    ("signed_from=2027", []),
    ("ends_within=30", ["Talang Gulo"]),
    ("document=1", ["Talang Gulo"]),
    ("comparison=1", ["Bandung"]),
    ("comparison=1&country=DE", ["Bandung"]),
    ("country=DE&kind=membership", []),
    ("sort=title", ["Seremban", "Talang Gulo", "UCLG"]),
    ("sort=ending", ["Talang Gulo", "UCLG", "Seremban"]),
]
# query: what is named as ignored, and what is kept
IGNORED = [
    ("status=xyz", ["xyz"], {}),
    ("condition=xyz", ["xyz"], {}),
    ("kind=loan&kind=xyz", ["xyz"], {"kind": ["loan"]}),
    ("country=ZZ", ["ZZ"], {}),
    ("partner=mitra-rahasia", ["mitra-rahasia"], {}),
    ("partner=tidak-ada", ["tidak-ada"], {}),
    ("sector=x&office=y", ["x", "y"], {}),
    ("signed_from=dulu&signed_to=99999", ["dulu", "99999"], {}),
    ("ends_within=31", ["31"], {}),
    ("document=ya&comparison=0", ["ya", "0"], {}),
    ("sort=id__password", ["id__password"], {}),
    ("status=&kind=&q=+", [], {}),
    ("unknown=1&page=2", [], {}),
    ("status=xyz&status=ended", [], {"status": ["ended"]}),
    ("q=%00gulo", ["gulo"], {}),
]


def filtered(query="", **kwargs):
    queryset = Agreement.objects.alive() if kwargs.get("staff") else Agreement.objects.public()
    return AgreementFilter(QueryDict(query), queryset.select_related("digest"), today=TODAY, **kwargs)


def titles(query="", **kwargs):
    return [agreement.title for agreement in filtered(query, **kwargs).qs]


def set_term(agreement, ends):
    make_term(agreement, ends_on=KnownDate.day(ends))
    refresh_digest(agreement)


@pytest.fixture
def register():
    """Three public agreements of different kinds, one comparison case, one internal."""
    waste = Sector.objects.create(name="Persampahan", name_en="Waste", slug="persampahan")
    office = make_office("Dinas Lingkungan Hidup", code="dlh")
    loan = make_agreement(
        "Talang Gulo",
        kind="loan",
        public=True,
        partner=make_partner("KfW", country="DE", kind="development_bank"),
        signed_on=KnownDate.year(2016),
        lead_office=office,
    )
    loan.legal_fields.set(["c"])
    loan.sectors.set([waste])
    make_document(loan)
    Agreement.objects.filter(pk=loan.pk).update(stage=Stage.IMPLEMENTATION)
    loan.refresh_from_db()
    set_term(loan, date(2026, 12, 20))
    twin = make_agreement(
        "Seremban",
        public=True,
        partner=make_partner("Seremban"),
        signed_on=KnownDate.day(date(2026, 3, 27)),
    )
    twin.legal_fields.set(["a", "c"])
    twin.supporting_offices.set([office])
    secret = make_partner("Mitra rahasia", country="SG", public=False)
    Party.objects.create(agreement=twin, partner=secret)
    make_agreement("UCLG", kind="membership", public=True, partner=make_partner("UCLG", country=""))
    make_agreement("Bandung", public=True, is_comparison=True, partner=make_partner("Braunschweig", country="DE"))
    make_agreement("Belum terbit", public=False, partner=make_partner("Kobe", country="JP"))


def test_finds_what_each_filter_says(register):
    for query, found in FOUND:
        assert titles(query) == found, query
        assert filtered(query).ignored == []


def test_finds_by_status(register):
    found = {group: set(titles(f"status={group}")) for group in StatusGroup.values}
    assert {group: names for group, names in found.items() if names} == {
        "exploratory": {"Seremban", "UCLG"},
        "in_force": {"Talang Gulo"},
    }


def test_finds_and_counts_by_condition(register):
    for days, activity in [(30, None), (400, None), (800, 20), (800, 250), (800, 500)]:
        agreement = make_agreement(f"{days} {activity}", kind="membership", public=True)
        Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.MEMBER, track="ksdll")
        agreement.refresh_from_db()
        happened = [KnownDate.day(TODAY - timedelta(days=activity))] if activity else []
        kept = (Attested(TODAY - timedelta(days=days), TODAY, TODAY),)
        set_facts(agreement, anchor=KnownDate.day(TODAY - timedelta(days=days)), activities=happened, attested=kept)
    expected = {
        "not_due": {"30 None"},
        "none_yet": {"400 None"},
        "unconfirmed": {"Talang Gulo"},
        "active": {"800 20"},
        "attention": {"800 250"},
        "inactive": {"800 500"},
    }
    counts = filtered("condition=active").count_conditions(most=100)
    assert counts.pop("all") == Agreement.objects.public().of_this_city().count() == 8
    assert {condition: number for condition, number in counts.items() if number} == {
        condition: len(found) for condition, found in expected.items()
    }
    for condition in counts:
        assert set(titles(f"condition={condition}")) == expected.get(condition, set())


def test_counts_of_conditions_keep_the_other_values_and_stop_at_many(register):
    assert filtered("country=DE&condition=active").count_conditions(most=10)["all"] == 1
    assert filtered("condition=active").count_conditions(most=2) is None


def test_orders_each_way_without_losing_rows(register):
    for sort in SORTS:
        assert sorted(titles(f"sort={sort}")) == ["Seremban", "Talang Gulo", "UCLG"]


def test_sorts_running_ones_before_ended_ones_when_sorted_by_end():
    ends = {
        "lama": date(1995, 1, 1),
        "kemarin": date(2026, 11, 23),
        "besok": date(2026, 11, 25),
        "kelak": date(2030, 1, 1),
    }
    for title, day in ends.items():
        set_term(make_agreement(title, public=True), day)
    make_agreement("tanpa akhir", public=True)
    assert titles("sort=ending") == ["besok", "kelak", "tanpa akhir", "kemarin", "lama"]


def test_finds_internal_words_and_partners_for_staff_only(register):
    assert titles("country=SG", staff=True) == ["Seremban"]
    assert "Belum terbit" in titles(staff=True)
    Agreement.objects.filter(title="UCLG").update(note="iuran tertunggak")
    refresh_digest(Agreement.objects.get(title="UCLG"))
    assert titles("q=tertunggak", staff=True) == ["UCLG"]
    assert titles("q=tertunggak") == []


def test_leaves_out_what_is_not_known_and_says_so(register):
    for query, ignored, kept in IGNORED:
        with override("en"):
            chosen = filtered(query)
        assert chosen.ignored == [f"Filter “{value}” is not known and was ignored." for value in ignored]
        assert {name: values for name, values in chosen.data.lists() if name != "sort"} == kept
        assert chosen.form.is_valid()
        assert chosen.applied_sort == "signed"


def test_offers_only_what_occurs_in_public(register):
    form = filtered().form
    with override("en"):
        offered = {
            name: [value for value, _label in form.fields[name].choices] for name in ("partner", "sector", "office")
        }
        assert offered["partner"] == ["", "kfw", "seremban", "uclg"]
        assert offered["sector"] == ["", "persampahan"]
        assert offered["office"] == ["", "dlh"]
        assert [value for value, _label in filtered().form.fields["country"].choices] == ["", "DE", "MY", "-"]


def test_offers_many_partners_only_within_a_country():
    agreement = make_agreement("Banyak", public=True, partner=make_partner("Kobe", country="JP"))
    for number in range(MOST_PARTNERS):
        Party.objects.create(agreement=agreement, partner=make_partner(f"Mitra {number}"))
    offered = {
        query: len(filtered(query).filters["partner"].extra["choices"]) for query in ("", "country=JP", "partner=kobe")
    }
    assert offered == {"": 0, "country=JP": 1, "partner=kobe": 1}
    assert titles("partner=kobe") == ["Banyak"]


def test_shows_a_chip_for_each_value_with_the_address_without_it(register):
    query = "q=gulo&kind=loan&kind=grant&country=DE&signed_from=2015&ends_within=30&sort=title&page=3&status=xyz"
    request = RequestFactory().get(f"/en/kerja-sama/?{query}")
    with override("en"):
        chosen = filtered(query)
        chips = dict(chosen.chips(request))
    assert list(chips) == [
        "“gulo”",
        "Loan of the state",
        "Grant",
        "Germany",
        "Signed from year: 2015",
        "ends within 30 days",
    ]
    assert chosen.active_count == 6
    left = QueryDict(chips["Germany"].partition("?")[2])
    assert "country" not in left
    assert "page" not in left
    assert left.getlist("kind") == ["loan", "grant"]
    assert left["sort"] == "title"
    assert QueryDict(chips["Loan of the state"].partition("?")[2]).getlist("kind") == ["grant"]


def test_leads_back_to_the_bare_list_from_the_last_chip(register):
    request = RequestFactory().get("/kerja-sama/?country=DE")
    assert filtered("country=DE").chips(request)[0][1] == "/kerja-sama/"


def test_asks_the_same_few_queries_whatever_is_in_the_register(register, django_assert_num_queries):
    with django_assert_num_queries(7):
        list(filtered().qs)
    for number in range(20):
        make_agreement(f"Lain {number}", public=True)
    with django_assert_num_queries(7):
        list(filtered().qs)


NAMES = [*AgreementFilter.base_filters, "page", "id__in", "password__startswith"]
GOOD = ["2020.0", "2020.", "1", "-", "DE", "loan", "a", "in_force", "2016", "30", "title"]
HOSTILE = [
    "2020.0",
    "2020.",
    "x" * 10_000,
    "\x00",
    "-1",
    "1e9",
    "NaN",
    "١٢٣٤",
    "９９９９",
    "'; DROP TABLE x; --",
    "%s%(x)s",
    "& | ! :*",
]  # noqa: RUF001 - the foreign digits are meant
VALUES = st.one_of(st.text(max_size=60), st.sampled_from([*GOOD, *HOSTILE, "\u202egnp.", "😀", "\ud800"]))


@settings(max_examples=80)
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8), language=st.sampled_from(["id", "en"]))
def test_answers_any_query_string(register, pairs, language):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value.encode("utf-8", "replace").decode())
    request = RequestFactory().get("/kerja-sama/", query)
    with override(language):
        for staff in (False, True):
            chosen = AgreementFilter(request.GET, Agreement.objects.public(), today=TODAY, staff=staff)
            assert len(list(chosen.qs)) <= 4
            assert chosen.form.is_valid()
            for label, address in chosen.chips(request):
                assert label
                assert address.startswith("/kerja-sama/")
            str(chosen.form)
            assert all(len(sentence) < 120 for sentence in chosen.ignored)
