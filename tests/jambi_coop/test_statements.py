"""Finished SQL finds what its query set finds, with the same values of Python."""

import pytest

from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.kept import Kept
from jambi_coop.lib.statements import Statement, count_statement_of, first_and_count_of, statement_of
from tests.testapp.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    for number in range(3):
        Event.objects.create(title=f"100% {number}", starts_on=KnownDate.year(2020 + number))
    return Event.objects.order_by("-pk")


def test_values_are_those_of_the_query_set(events):
    rows = events.filter(title__contains="%").values_list("pk", "title", "starts_on_latest", "starts_on_precision")
    assert statement_of(rows).rows() == list(rows)
    assert statement_of(rows.all()[1:]).rows() == list(rows)[1:]


def test_what_was_written_meanwhile_is_found(events):
    statement = statement_of(events.values_list("title"))
    events.filter(title="100% 0").update(title="baru")
    assert ("baru",) in statement.rows()


def test_lists_put_together_are_one(events):
    first, second = events.filter(title="100% 0"), events.filter(title="100% 2")
    rows = (
        first.order_by()
        .values_list("title", "starts_on_latest")
        .union(second.order_by().values_list("title", "starts_on_latest"), all=True)
    )
    assert sorted(statement_of(rows).rows()) == sorted(rows)


@pytest.mark.parametrize(("most", "number"), [(2, 2), (9, 3)])
def test_count_goes_no_further_than_the_cut(events, most, number):
    assert count_statement_of(events[:most]).rows() == [(number,)]


@pytest.mark.parametrize("top", [1, 2, 9])
def test_first_rows_come_in_the_order_of_their_columns_with_the_number_of_all(events, top):
    columns = ("starts_on_latest", "title")
    Event.objects.create(title="Awal", starts_on=KnownDate.year(2020))
    expected = [(*row, 4) for row in Event.objects.order_by(*columns).values_list(*columns)[:top]]
    assert first_and_count_of(events, columns, top).rows() == expected


def test_what_cannot_be_found_is_not_asked(events, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert statement_of(events.none().values_list("pk")).rows() == []
        assert count_statement_of(events.none()).rows() == []
        assert first_and_count_of(events.none(), ("pk",), 5).rows() == []


def test_a_statement_is_put_together_once_until_there_are_too_many():
    kept, built = Kept(most=2), []

    def of(key):
        def build():
            built.append(key)
            return Statement("")

        return kept.of(key, build)

    for key in ("a", "b", "a", "b", "c", "a"):
        of(key)
    assert built == ["a", "b", "c", "a"]
