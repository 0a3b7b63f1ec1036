"""The page for the head of the office: one population, and behind each number the agreements that it counts."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from agreements.attesting.actions import accept, attest
from agreements.lifecycle.questions import Reply
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, Indicator, Measurement, Transaction
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.attesting.answers import answer
from tests.factories import confirm, make_agreement, make_assessment, make_office, make_signed, make_source, make_term

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

HEAD_PAGE = "/admin/ringkasan/"
LIFE, RESULTS, READINESS, OTHERS, COORDINATION, PEOPLE = range(6)


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def done(agreement, day):
    agreement.follow_ups.create(kind="visit", title="Kunjungan", done_on=day, result="Bertemu")
    refresh_digest(agreement)
    return agreement


def promise(agreement, value=None):
    """A promised result; with a `value` it is verified, and reached."""
    indicator = Indicator.objects.create(agreement=agreement, title="Guru", level="output", unit="orang")
    indicator.targets.create(value=1, source=make_source(), set_on=TODAY)
    if value:
        given = {"source": make_source(), "state": "approved", "checked_on": TODAY, "period": "2026"}
        Measurement.objects.create(indicator=indicator, value=value, **given)
    refresh_digest(agreement)


def money(agreement, kind, amount, *, checked=True):
    checked_on = TODAY if checked else None
    Transaction.objects.create(
        agreement=agreement, kind=kind, amount=amount, currency="EUR", source=make_source(), checked_on=checked_on
    )


def waits(agreement, day):
    agreement.stage = Stage.VERIFICATION
    agreement.save()
    agreement.steps.create(stage=Stage.VERIFICATION, holder="home_affairs", state="submitted", sent_on=day)
    refresh_digest(agreement)


def ended(title):
    agreement = make_signed(title, on=KnownDate.year(2020), other_actors="Universitas Jambi")
    make_term(agreement, starts_on="2020", ends_on="2022")
    promise(agreement, 1)
    money(agreement, "received", 999)
    make_assessment(agreement, strengths=Reply.NO)
    refresh_digest(agreement)


def register():
    """Of each kind one; six agreements are in force or on the way there."""
    active = done(make_signed("Aktif", on=ago(700), other_actors="Universitas Jambi"), ago(5))
    promise(active, 1)
    promise(active)
    money(active, "commitment", 100)
    money(active, "received", 40, checked=False)
    confirm(done(make_signed("Diam", on=ago(900), is_example=True), ago(800)), ago(799))
    ready, hasty = make_agreement("Siap"), make_agreement("Tergesa")
    make_assessment(ready)
    make_assessment(hasty, risks=Reply.NO)
    refresh_digest(ready)
    refresh_digest(hasty)
    waits(make_agreement("Menunggu"), ago(60))
    waits(make_agreement("Tak bertanggal"), KnownDate.unknown())
    ended("Berakhir")
    unknown = make_signed("Lama", on=KnownDate.year(2010))
    unknown.steps.all().delete()
    unknown.stage_as_of = KnownDate.year(2010)
    unknown.save()
    refresh_digest(unknown)
    make_agreement("Pembanding", is_comparison=True)


@pytest.fixture
def summary(client, head):
    """What the page of `register` says with its example, in English."""
    register()
    client.force_login(head)
    return client.get(f"/en{HEAD_PAGE}?contoh=1").context["summary"]


def numbers(key_figure):
    return {proof["code"]: proof["count"] for proof in key_figure.beside}


def test_every_figure_speaks_of_the_same_agreements(summary):
    assert tuple(summary[name] for name in ("total", "examples", "unknown", "over")) == (6, 1, 1, 1)
    key_figures = summary["key_figures"]
    assert [(one.part, one.whole) for one in key_figures[:5]] == [(1, 6), (1, 2), (1, 6), (1, 6), (1, 6)]
    life = numbers(key_figures[LIFE])
    assert (life["inactive"], life["unbound"]) == (1, 4)
    assert sum(life.values()) + key_figures[LIFE].part == 6


def test_nothing_is_concluded_while_too_little_is_confirmed(client, head, editor, verifier):
    office = make_office("Dinas")
    first, second = (make_signed(title, on=ago(700)) for title in ("Satu", "Dua"))
    for one in (first, second):
        # The unconfirmed silence says nothing of whether it is still in force, so that it has a text without an end.
        make_term(one, open_ended=True)
        refresh_digest(one)
    client.force_login(head)

    def asked():
        response = client.get(f"/en{HEAD_PAGE}")
        life = response.context["summary"]["key_figures"][LIFE]
        return response.content.decode(), life

    text, life = asked()
    assert (life.number, numbers(life)["unconfirmed"]) == ("–", 2)
    assert "Too little is confirmed for a conclusion. 0 agreements are confirmed by an office." in text
    assert text.count("Too little is confirmed to say.") == 2
    row = answer(first, office, starts_on=ago(699), ends_on=ago(1), answered_on=TODAY)
    accept(attest(row, by=editor, today=TODAY), by=verifier, today=TODAY)
    text, life = asked()
    assert (life.number, numbers(life)["none_yet"], numbers(life)["unconfirmed"]) == ("0 of 2", 1, 1)
    assert "1 agreement is confirmed by an office." in text
    assert "Too little" not in text


def test_what_is_not_recorded_is_said_as_unknown(summary):
    """Whoever recorded nothing has not answered with a no."""
    assert numbers(summary["key_figures"][RESULTS])["unpromised"] == 5
    assert numbers(summary["key_figures"][READINESS]) == {"gaps": 1, "unprepared": 4, "unproven": 0, "visit": 0}
    assert numbers(summary["key_figures"][OTHERS]) == {"unnamed": 5}
    assert numbers(summary["key_figures"][COORDINATION])["undated"] == 1


def test_each_number_leads_to_the_agreements_that_it_counts(client, summary):
    followed = {}
    for key_figure in summary["key_figures"]:
        for proof in key_figure.beside:
            assert bool(proof["url"]) == bool(proof["count"]), proof
            if proof["url"]:
                followed[proof["code"]] = proof["count"]
                page = client.get(proof["url"])
                assert page.context["page_obj"].paginator.count == proof["count"], proof
    assert len(followed) == 11
    for key_figure in (summary["key_figures"][LIFE], *summary["key_figures"][READINESS:]):
        context = client.get(key_figure.url).context
        count = context["count"] if "count" in context else context["page_obj"].paginator.count
        assert count == key_figure.part, key_figure
    results = client.get(summary["key_figures"][RESULTS].url)
    assert [note for _row, note in results.context["rows"]] == [
        "1 of 2 promised results reached; 1 with a verified value"
    ]
    assert client.get(f"{HEAD_PAGE}daftar/tidak-ada/").status_code == 404


def test_one_agreement_is_named_and_an_example_is_marked(client, summary):
    inactive = next(proof for proof in summary["key_figures"][LIFE].beside if proof["code"] == "inactive")
    assert (inactive["only"].title, inactive["only"].is_example) == ("Diam", True)
    assert summary["key_figures"][COORDINATION].longest.title == "Menunggu"
    assert [(one.title, one.is_example) for one, _verdict in summary["weakest"]] == [("Diam", True)]
    page = client.get(inactive["url"]).content.decode()
    assert 'class="mark"' in page
    assert inactive["only"].register_number in page


def test_numbers_of_the_decisions_are_those_of_their_lists(client, head):
    make_agreement("Belum dicek")
    for name in ("Satu", "Dua"):
        found = Indicator.objects.create(agreement=make_signed(name), title=name, level="output", unit="orang")
        Measurement.objects.create(indicator=found, value=1, source=make_source(), state="submitted", period="2026")
    client.force_login(head)
    decisions = client.get(HEAD_PAGE).context["summary"]["decisions"]
    assert [found.count for _title, found in decisions] == [0, 2, 0]
    for _title, found in decisions:
        page = client.get(reverse("admin:worklist", args=[found.of.code]), {"view": "all"})
        assert page.context["count"] == found.count


def test_decisions_mark_examples_and_name_the_agreement(client, head):
    agreement = make_signed("Kerja sama air", is_example=True)
    indicator = Indicator.objects.create(agreement=agreement, title="Guru", level="output", unit="orang")
    given = {"source": make_source(), "state": "submitted", "period": "2026"}
    Measurement.objects.create(indicator=indicator, value=1, **given)
    client.force_login(head)
    page = client.get(f"/en{HEAD_PAGE}?contoh=1").content.decode()
    decisions = page[page.index('id="head-decisions"') : page.index('id="head-lists"')]
    assert "Kerja sama air" in decisions
    assert decisions.count('class="mark"') == 1


def test_money_is_told_from_money_that_is_only_recorded(summary):
    proofs = {proof["code"]: proof for proof in summary["key_figures"][RESULTS].beside}
    assert proofs["money"]["label"] == "Money that was checked (EUR 100 committed)"
    assert proofs["unchecked-money"]["count"] == 1


def spreadsheet(client, query="?contoh=1"):
    with override("en"):
        response = client.get(reverse("admin:head_page_export", args=["xlsx"]) + query)
    return list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(values_only=True))


def test_spreadsheet_holds_numbers_as_numbers(client, summary):
    rows = spreadsheet(client)
    head = next(number for number, row in enumerate(rows) if row[0] == "Part")
    names = rows[head]
    table = [dict(zip(names, row, strict=True)) for row in rows[head + 1 :]]
    for row in table:
        for name in ("Figure", "Of", "Days passed (negative: left)"):
            assert row[name] is None or isinstance(row[name], int | float | Decimal), row
    key_figures = [row for row in table if row["Part"] == "Six signals"]
    assert (key_figures[0]["Figure"], key_figures[0]["Of"]) == (1, 6)
    assert {row["Subject"]: row["Figure"] for row in table}["Inactive"] == 1
    assert [row["Example"] for row in table if row["Subject"] == "Diam"] == ["Yes"]
    assert any(isinstance(row["Days passed (negative: left)"], int) for row in table)


def test_spreadsheet_keeps_offices_and_persons_apart(client, summary, editor):
    office = make_office("Dinas Air")
    editor.first_name = "Siti"
    editor.save()
    Agreement.objects.update(lead_office=office, person_in_charge=editor)
    rows = spreadsheet(client)
    head = next(number for number, row in enumerate(rows) if row[0] == "Part")
    names = rows[head]
    assert "In charge" not in names
    table = [dict(zip(names, row, strict=True)) for row in rows[head + 1 :]]
    assert {row["Office"] for row in table if row["Part"] == "Needs attention most"} == {"Dinas Air"}
    assert {row["Office"] for row in table} <= {"Dinas Air", None}
    assert "Dinas Air" not in {row["Person in charge"] for row in table}


def test_spreadsheet_says_what_is_counted_and_that_examples_are(client, summary):
    heading = " ".join(str(row[0]) for row in spreadsheet(client)[:5])
    assert "1 of them is an invented example" in heading
    assert "6 agreements" in heading
    heading = " ".join(str(row[0]) for row in spreadsheet(client, "")[:5])
    assert "invented" not in heading
    assert "5 agreements" in heading


def test_spreadsheet_without_examples_says_nothing_of_them(client, head):
    make_signed("Nyata")
    client.force_login(head)
    heading = " ".join(str(row[0]) for row in spreadsheet(client)[:5])
    assert "1 agreement" in heading
    assert "example" not in heading.lower()


def test_list_behind_a_number_costs_the_same_for_more_rows(client, head, django_assert_max_num_queries):
    client.force_login(head)
    address = f"{HEAD_PAGE}daftar/unnamed/"

    def cost():
        with django_assert_max_num_queries(40) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for number in range(2):
        make_signed(f"Naskah {number}")
    few = cost()
    for number in range(9):
        make_signed(f"Lagi {number}")
    assert cost() == few
