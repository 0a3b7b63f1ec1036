"""The public list of follow-ups and its feed: what stands on which list, what never shows, and what it costs."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.models import Agreement, FollowUp, LegalField, Participation
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.counting import full_months
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests.factories import confirm, make_agreement, make_document, make_office, make_quiet, make_signed

pytestmark = pytest.mark.django_db
PAGE = "/tindak-lanjut/"
FEED = "/tindak-lanjut/umpan/"
LATE, AHEAD, OPEN, DONE = (f"{PAGE}?tab={tab}" for tab in ("terlambat", "akan-datang", "terbuka", "selesai"))
ATOM = "{http://www.w3.org/2005/Atom}"
SECRET = "Kegiatan rahasia"


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


def ago(days):
    """A day as a known date; negative days lie ahead."""
    return KnownDate.day(timezone.localdate() - timedelta(days=days))


def follow_up(agreement, title, **values):
    row = FollowUp.objects.create(agreement=agreement, title=title, **{"kind": "meeting", **values})
    refresh_digest(agreement)
    return row


@pytest.fixture
def agreement(db):
    return make_agreement("Kota kembar", public=True)


def titles(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return [row["follow_up"].title for row in response.context["rows"]]


def row(client, address):
    [found] = client.get(address).context["rows"]
    return found


def entries(client, address=FEED):
    response = client.get(address)
    assert response.status_code == 200
    return parsed(response).findall(f"{ATOM}entry")


def parsed(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 - the answer of our own page


def fill(agreement):
    """Several of each list, made in no order."""
    for title, values in {
        "Terlambat sedikit": {"due_on": ago(3)},
        "Terlambat lama": {"due_on": ago(300)},
        "Segera": {"due_on": ago(-5)},
        "Hari ini": {"due_on": ago(0)},
        "Nanti": {"due_on": ago(-400)},
        "Tanpa tanggal": {},
        "Selesai dulu": {"due_on": ago(500), "done_on": ago(400)},
        "Selesai baru": {"done_on": ago(2)},
        "Batal": {"due_on": ago(9), "cancelled_on": ago(1).latest, "cancelled_reason": "x"},
    }.items():
        follow_up(agreement, title, **values)


def test_lists_hold_what_their_names_say_in_order(client, agreement):
    fill(agreement)
    assert titles(client, LATE) == ["Terlambat lama", "Terlambat sedikit"]
    assert titles(client, AHEAD) == ["Hari ini", "Segera"]
    assert titles(client, DONE) == ["Selesai baru", "Selesai dulu"]
    every_open = ["Terlambat lama", "Terlambat sedikit", "Hari ini", "Segera", "Nanti", "Tanpa tanggal"]
    assert titles(client, OPEN) == every_open
    context = client.get(AHEAD).context
    assert (context["later"], context["undated"]) == (1, 1)
    assert titles(client, context["open_url"]) == every_open
    assert f'href="{context["open_url"]}"' in client.get(AHEAD).content.decode()
    assert [tab["count"] for tab in context["tabs"]] == ["2", "2", "6", "2"]


def test_open_one_without_a_date_says_so(client, agreement):
    follow_up(agreement, "Tanpa tanggal")
    follow_up(agreement, "Berjalan", started_on=ago(9))
    assert {row["when"] for row in client.get(OPEN).context["rows"]} == {_("No due date")}
    assert titles(client, f"{OPEN}&year=2026") == []


def test_first_list_is_late_where_anything_is(client, agreement):
    follow_up(agreement, "Segera", due_on=ago(-5))
    assert titles(client, PAGE) == ["Segera"]
    follow_up(agreement, "Terlambat", due_on=ago(5))
    assert titles(client, PAGE) == ["Terlambat"]


def test_empty_list_names_the_day(client):
    with translation.override("id"):
        today = str(KnownDate.day(timezone.localdate()))
    assert today in client.get(LATE).context["empty"]
    for address in (AHEAD, OPEN, DONE):
        assert 'class="empty"' in client.get(address).content.decode()


@pytest.mark.parametrize(("due", "about"), [(ago(12), False), (KnownDate.year(2024), True)])
def test_days_late_say_whether_they_are_exact(client, agreement, due, about):
    follow_up(agreement, "Laporan", due_on=due, times_moved=2)
    found = row(client, LATE)
    days = (timezone.localdate() - due.latest).days
    assert found["when"] == f"Terlambat {'sekitar ' if about else ''}{days} hari; jatuh tempo {due}"
    assert found["facts"] == "tenggat digeser 2 kali"


def test_done_row_tells_who_took_part_and_what_came_of_it(client, agreement):
    office = make_office("Dinas Pendidikan", short_name="Disdik")
    done = follow_up(
        agreement, "Kursus", done_on=parse("Mei 2025"), result="Modul disusun", public_note="Lanjut 2027", office=office
    )
    Participation.objects.create(follow_up=done, office=office, people=20)
    Participation.objects.create(follow_up=done, body="Universitas Jambi", people=5)
    found = row(client, DONE)
    assert found["when"] == "Selesai: Mei 2025"
    assert found["facts"] == "25 peserta"
    page = client.get(DONE).content.decode()
    assert all(text in page for text in ("<span>Disdik</span>", "<p>Modul disusun</p>", "Lanjut 2027"))
    assert f'href="{agreement.get_absolute_url()}#after-signing"' in page


def test_evidence_is_named_only_where_it_is_public(client, agreement):
    proof = follow_up(agreement, "Laporan", done_on=ago(3))
    bare = client.get(DONE).content
    proof.document = make_document(agreement, public=False, title="Notula tertutup")
    proof.save()
    # An internal document looks the same as none.
    assert _without_clock(client.get(DONE).content) == _without_clock(bare)
    proof.document = make_document(agreement, title="Laporan kegiatan")
    proof.save()
    assert row(client, DONE)["document"] == proof.document
    assert proof.document.get_absolute_url() in client.get(DONE).content.decode()


def _without_clock(content):
    return re.sub(rb"\d\d\.\d\d WIB", b"", content)


WITHHELD = {
    "follow-up": {"row": {"is_public": False}},
    "internal": {"agreement": {"publication_class": "internal"}},
    "draft": {"agreement": {"publication_class": "draft"}},
    "exempt": {"agreement": {"publication_class": "exempt", "exempt_ground": "f"}},
    "trash": {"agreement": {"trashed_at": timezone.now()}},
    "comparison": {"agreement": {"is_comparison": True}},
}


@pytest.mark.parametrize("how", WITHHELD.values(), ids=WITHHELD)
def test_withheld_rows_show_nowhere_and_are_not_counted(client, how):
    title = "Naskah terbuka" if "row" in how else SECRET
    hidden = make_signed(title, public=True, on=ago(500))
    office = make_office(f"Dinas {SECRET}")
    for values in ({"due_on": ago(9)}, {"due_on": ago(-9)}, {"done_on": ago(9)}, {}):
        follow_up(hidden, SECRET, office=office, **values, **how.get("row", {}))
    silent = make_quiet(title, public=True, on=ago(500))
    confirm(hidden, ago(500))
    if "agreement" in how:
        Agreement.objects.filter(pk__in=[hidden.pk, silent.pk]).update(**how["agreement"])
    for address in (LATE, AHEAD, OPEN, DONE, FEED):
        assert SECRET not in client.get(address).content.decode(), address
    context = client.get(AHEAD).context
    assert [tab["count"] for tab in context["tabs"]] == ["0", "0", "0", "0"]
    assert not context.get("undated")
    assert context["silent"]["total"] == (2 if "row" in how else 0)
    assert entries(client) == []


def test_filters_narrow_the_list_and_the_feed(client, agreement):
    office = make_office("Dinas Pendidikan", code="disdik")
    other = make_agreement("Hibah", public=True)
    other.legal_fields.add(LegalField.objects.get(letter="b"))
    follow_up(agreement, "Lama", done_on=parse("2019"), office=office)
    follow_up(agreement, "Baru", done_on=parse("3 Mei 2024"))
    follow_up(other, "Hibah cair", done_on=parse("4 Mei 2024"))
    expected = {
        "office=disdik": ["Lama"],
        "office=-": ["Hibah cair", "Baru"],
        "year=2024": ["Hibah cair", "Baru"],
        "year=2019&office=disdik": ["Lama"],
        "field=b": ["Hibah cair"],
        "field=b&year=2019": [],
    }
    for query, found in expected.items():
        assert titles(client, f"{DONE}&{query}") == found, query
        assert [one.find(f"{ATOM}title").text.split(" – ")[0] for one in entries(client, f"{FEED}?{query}")] == found


def test_tabs_and_chips_keep_the_other_filters(client, agreement):
    fill(agreement)
    context = client.get(f"{DONE}&year=2026&field=a").context
    assert all("year=2026" in tab["url"] and "field=a" in tab["url"] for tab in context["tabs"])
    assert [url for _label, url in context["chips"]] == [f"{DONE}&year=2026", f"{DONE}&field=a"]
    assert context["feed_url"] == f"{FEED}?field=a&year=2026"


@pytest.mark.parametrize(
    ("prefix", "unknown", "no_page"),
    [
        ("", "Saringan “%s” tidak dikenal dan diabaikan.", "Halaman hasil itu tidak ada. Ini halaman 1."),
        ("/en", "Filter “%s” is not known and was ignored.", "There is no such page of results. This is page 1."),
    ],
)
@pytest.mark.parametrize(
    ("query", "value"),
    [
        *(("tab=x", "x"), ("office=%01", ""), ("year=abc", "abc"), ("year=99999", "99999")),
        *(("field=%3Cscript%3E", "<script>"), ("page=99", None)),
    ],
)
def test_bad_input_is_left_out_and_said(client, agreement, prefix, unknown, no_page, query, value):
    follow_up(agreement, "Terlambat", due_on=ago(5))
    response = client.get(f"{prefix}{PAGE}?{query}")
    assert response.context["notes"] == [no_page if value is None else unknown % value]
    assert [one["follow_up"].title for one in response.context["rows"]] == ["Terlambat"]
    assert "<script>" not in response.content.decode()
    assert client.get(f"{prefix}{FEED}?{query}").status_code == 200


def test_twenty_a_page(client, agreement):
    for number in range(25):
        follow_up(agreement, f"Rapat {number:02}", done_on=ago(number))
    assert titles(client, DONE) == [f"Rapat {number:02}" for number in range(20)]
    assert titles(client, f"{DONE}&page=2") == [f"Rapat {number:02}" for number in range(20, 25)]


# --- agreements without a follow-up -------------------------------------------------------------------


def test_agreements_in_force_without_activity_stand_first(client):
    make_quiet("Diam lama", public=True, on=ago(700))
    make_signed("Tanpa rencana", public=True, on=ago(120))
    make_signed("Baru ditandatangani", public=True, on=ago(20))
    follow_up(make_signed("Hidup", public=True, on=ago(700)), "Rapat", done_on=ago(9))
    silent = client.get(PAGE).context["silent"]
    assert [row.title for row, _verdict in silent["rows"]] == ["Diam lama", "Tanpa rencana"]
    today = timezone.localdate()
    since = today - timedelta(days=700)
    assert silent["rows"][0][1].sentence == (
        f"Belum ada kegiatan sejak penandatanganan ({KnownDate.day(since)}), {full_months(since, today)} bulan; "
        f"ditegaskan perangkat daerah sampai {KnownDate.day(today)}."
    )
    assert (silent["total"], silent["none_yet"]) == (2, 1)
    listed = client.get(silent["none_yet_url"]).context["rows"]
    assert [one["agreement"].title for one in listed] == ["Diam lama"]


def test_visit_before_the_signature_does_not_break_the_silence(client):
    follow_up(make_quiet("Diam", public=True, on=ago(700)), "Kunjungan awal", done_on=ago(1100))
    assert [row.title for row, _verdict in client.get(PAGE).context["silent"]["rows"]] == ["Diam"]


def test_silent_agreements_are_capped_and_follow_the_office(client):
    office = make_office("Dinas Pendidikan", code="disdik")
    for number in range(7):
        make_quiet(f"Diam {number}", public=True, on=ago(700), lead_office=office if number == 3 else None)
    silent = client.get(PAGE).context["silent"]
    assert (len(silent["rows"]), silent["total"]) == (5, 7)
    assert [row.title for row, _verdict in client.get(f"{PAGE}?office=disdik").context["silent"]["rows"]] == ["Diam 3"]
    assert client.get(f"{PAGE}?office=-").context["silent"]["total"] == 6
    assert client.get(f"{PAGE}?year=2026").context["silent"] is None


# --- feed ---------------------------------------------------------------------------------------------


def test_feed_tells_what_was_done_with_full_addresses(client, agreement, settings):
    settings.SITE_URL = "https://kerjasama.example.org"
    done = follow_up(agreement, "Rapat <awal> & akhir\x0b", done_on=ago(3), result="Sepakat")
    follow_up(agreement, "Belum", due_on=ago(3))
    response = client.get(f"{FEED}?office=-")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = parsed(response)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "id"
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith("https://kerjasama.example.org/") for link in links)
    assert f"https://kerjasama.example.org{FEED}?office=-" in links
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == f"tag:kerjasama.example.org,2026:follow-up/{done.pk}"
    assert entry.find(f"{ATOM}title").text.startswith("Rapat <awal> & akhir")
    assert entry.find(f"{ATOM}updated").text.startswith(str(done.done_on.latest))
    assert "Sepakat" in entry.find(f"{ATOM}summary").text


@pytest.mark.today(date(2026, 11, 24))
def test_feed_holds_fifty_and_none_from_the_future(client, agreement):
    for number in range(52):
        follow_up(agreement, f"Rapat {number}", done_on=ago(number))
    follow_up(agreement, "Tahun ini", done_on=KnownDate.year(timezone.localdate().year))
    found = entries(client)
    assert len(found) == 50
    assert found[0].find(f"{ATOM}updated").text[:10] == str(date(timezone.localdate().year, 1, 1))


@pytest.mark.parametrize(("prefix", "language"), [("", "id"), ("/en", "en")])
def test_pages_lead_to_the_feed_of_their_language(client, agreement, prefix, language):
    follow_up(agreement, "Rapat", title_en="Meeting", done_on=ago(2))
    page = client.get(f"{prefix}{DONE}").content.decode()
    assert 'type="application/atom+xml" title="' in page
    assert f'href="{prefix}{FEED}"' in page
    [entry] = entries(client, prefix + FEED)
    assert entry.find(f"{ATOM}title").text.startswith("Meeting" if prefix else "Rapat")


# --- cost ---------------------------------------------------------------------------------------------


def test_query_count_does_not_grow_with_rows(client, agreement):
    addresses = (LATE, AHEAD, OPEN, DONE, FEED, f"{LATE}&office=disdik&field=a&year=2026")
    office = make_office("Dinas Pendidikan", code="disdik")

    def more(count):
        for number in range(count):
            one = make_signed(f"Naskah {count}-{number}", public=True, on=ago(700))
            document = make_document(one)
            for values in ({"due_on": ago(9)}, {"due_on": ago(-9)}, {"done_on": ago(9), "document": document}):
                row = FollowUp.objects.create(agreement=one, kind="visit", title="x", office=office, **values)
                Participation.objects.create(follow_up=row, office=office, people=3)
            make_signed(f"Diam {count}-{number}", public=True, on=ago(700))

    more(1)
    few = {one: _queries(client, one) for one in addresses}
    more(8)
    assert {one: _queries(client, one) for one in addresses} == few
    assert max(few.values()) <= 14


def _queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
