"""Every list, count, chart, feed and file is about the real cooperation of this city, and about nothing else.

Each place is read before and after invented examples, a case of another region and a mere visit are added: nothing may
change. Asked with `contoh=1`, it shows the examples.
"""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.urls import reverse

from agreements.models import (
    Agreement,
    BeneficiaryCount,
    CalendarLink,
    Citation,
    FollowUp,
    Indicator,
    LegalBasis,
    LegalField,
    Measurement,
    Office,
    Participation,
    Party,
    Regulation,
    Sector,
    Transaction,
)
from agreements.oversight.head_page.figures import FIGURES as HEAD_FIGURES
from agreements.oversight.statistics.all_figures import FIGURES
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner
from tests.factories import (
    make_agreement,
    make_assessment,
    make_office,
    make_partner,
    make_signed,
    make_source,
    make_term,
)

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
TOKEN = "kunci-kalender"


def ago(days):
    return KnownDate.day(TODAY - timedelta(days=days))


def record(title, own="", **values):
    """A signed record with rows of every kind that some list counts.

    It shares partner, office, sector, field and regulation with all others; `own` gives it others besides.
    """
    office = Office.objects.filter(code="dlh").first() or make_office(code="dlh")
    partner = Partner.objects.filter(slug="kota-bersama").first() or make_partner("Kota Bersama")
    agreement = make_signed(title, public=True, partner=partner, on=ago(700), lead_office=office, **values)
    offices, sectors = [office], [Sector.objects.get_or_create(name="Air", slug="air")[0]]
    if own:
        offices.append(make_office(f"Dinas {own}", code=f"opd-{own}"))
        sectors.append(Sector.objects.create(name=f"Sektor {own}", slug=f"sektor-{own}"))
        body = make_partner(f"Kota {own}", country="JP", is_example=bool(values.get("is_example")))
        Party.objects.create(agreement=agreement, partner=body)
    agreement.supporting_offices.set(offices)
    agreement.sectors.set(sectors)
    agreement.legal_fields.set(LegalField.objects.filter(letter="c"))
    _rows(agreement, offices[-1])
    refresh_digest(agreement)
    return agreement


def _rows(agreement, office):
    make_term(agreement, starts_on=ago(700), ends_on=ago(-60))
    Citation.objects.create(agreement=agreement, legal_basis=_article())
    source = {"source": make_source()}
    given = {"agreement": agreement, "office": office}
    FollowUp.objects.create(kind="visit", title="Selesai", done_on=ago(30), **given)
    FollowUp.objects.create(kind="meeting", title="Terlambat", due_on=ago(30), **given)
    FollowUp.objects.create(kind="meeting", title="Segera", due_on=ago(-20), **given)
    FollowUp.objects.create(kind="meeting", title="Tanpa tanggal", **given)
    course = FollowUp.objects.create(kind="training", title="Kursus", done_on=ago(90), **given)
    Participation.objects.create(follow_up=course, office=office, people=7)
    for kind in ("commitment", "received", "reported"):
        Transaction.objects.create(
            agreement=agreement, kind=kind, amount=100, currency="EUR", checked_on=TODAY, value_date=ago(80), **source
        )
    indicator = Indicator.objects.create(agreement=agreement, title="Guru", level="output", unit="orang")
    Measurement.objects.create(
        indicator=indicator, period=ago(50), value=1, state="approved", checked_on=TODAY, **source
    )
    served = {"kind": "served", "number": 40, "unit": "people", "group": "Guru", "checked_on": TODAY}
    BeneficiaryCount.objects.create(agreement=agreement, **served, **source)
    step = agreement.steps.get(stage="verification")
    step.received_on, step.decided_on = ago(900), ago(880)
    step.save()
    make_assessment(agreement)


def _article():
    regulation, _new = Regulation.objects.get_or_create(
        short_name="PP 28/2018", defaults={"slug": "pp-28-2018", "kind": "pp", "number": "28", "year": 2018}
    )
    return LegalBasis.objects.get_or_create(regulation=regulation, article="Pasal 28", defaults={"order": 1})[0]


def add_example():
    record("Contoh: rekaan", "rekaan", is_example=True)
    invented = make_partner("Mitra rekaan", country="AU", is_example=True)
    make_agreement("Contoh: usulan", public=True, is_example=True, partner=invented)


def add_comparison():
    record("Kasus lain", "lain", is_comparison=True, region="Kota Bandung")


def add_contact():
    partner = Partner.objects.get(slug="kota-bersama")
    visit = make_agreement("Kunjungan", public=True, partner=partner, kind=Agreement.Kind.CONTACT)
    visit.legal_fields.set(LegalField.objects.filter(letter="d"))
    FollowUp.objects.create(agreement=visit, kind="visit", title="Kunjungan", done_on=ago(3))
    FollowUp.objects.create(agreement=visit, kind="meeting", title="Lanjutan", due_on=ago(3))
    refresh_digest(visit)


TABS = ("terlambat", "akan-datang", "terbuka", "selesai")
PUBLIC = [
    *("/", "/en/", "/kerja-sama/", "/kerja-sama/?q=rekaan", "/kerja-sama/?status=in_force&condition=attention"),
    *("/kerja-sama/?kind=sister_city&text=agreement", "/kerja-sama/?sort=ending", "/kerja-sama/unduh/csv/?sort=title"),
    *(f"/tindak-lanjut/?tab={tab}" for tab in TABS),
    *("/tindak-lanjut/", "/tindak-lanjut/umpan/", "/tindak-lanjut/kalender.ics", f"/kalender/{TOKEN}.ics"),
    *("/mitra/", "/mitra/?q=kota", "/en/mitra/kota-bersama/", "/dasar-hukum/", "/dasar-hukum/pp-28-2018/"),
    *("/statistik/", *(f"/statistik/{slug}.csv" for slug in FIGURES)),
]
STAFF = [
    *("/admin/ringkasan/", "/admin/ringkasan/csv/", "/admin/koordinasi/?at=lengths"),
    *("/admin/agreements/agreement/export/csv/", "/admin/partners/partner/export/csv/"),
    *(f"/admin/ringkasan/daftar/{code}/" for code in ("attention", "promised", "money", "prepared", "unnamed")),
]
PLACES = [*PUBLIC, *STAFF]
# What a page says of the examples themselves, and the papers at each desk, where staff work on examples too; the rest
# must be equal.
OF_EXAMPLES = re.compile(
    r'<p class="notice"><a href="[^"]*\?contoh=1">.*?</p>|<p class="quiet no-print">.*?</p>'
    r'|<input type="hidden" name="csrfmiddlewaretoken"[^>]*>|<li><a href="[^"]*contoh=1">[^<]*XLSX.*?</li>'
    r'|<nav class="desk-tabs".*?</nav>',
    re.DOTALL,
)
# What the first page and that of a partner tell of visits and of other regions, beside all that they count.
OF_CONTACTS = re.compile(
    r'<p class="facts"><span><a href="[^"]*kind=contact[^"]*">.*?</p>'
    r"|<h2>(?:Visits and contacts|Comparison from other regions)</h2>.*?</ul>\s*</li>\s*</ul>",
    re.DOTALL,
)
# Staff have these in their files, with a mark in a column of its own.
MARKED_FOR_STAFF = {"/admin/agreements/agreement/export/csv/", "/admin/partners/partner/export/csv/"}


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    content = b"".join(response) if response.streaming else response.content
    text = OF_CONTACTS.sub("", OF_EXAMPLES.sub("", content.decode("utf-8-sig")))
    return re.sub(r"\s+", " ", re.sub(r"(DTSTAMP|LAST-MODIFIED):\S+", "", text))


@pytest.fixture
def everywhere(client, head):
    """Reads every place: of the staff as the head of the office, who sees and exports everything."""
    record("Nyata")
    CalendarLink.objects.create(office=Office.objects.get(code="dlh"), token=TOKEN, created_on=TODAY)
    client.force_login(head)

    def read_all():
        return {address: read(client, address) for address in PLACES}

    return read_all


@pytest.mark.parametrize("add", [add_example, add_comparison, add_contact])
def test_nothing_else_changes_a_list_a_count_or_a_file(everywhere, add):
    before = everywhere()
    add()
    after = everywhere()
    left_out = MARKED_FOR_STAFF if add != add_example else set()
    changed = [address for address in PLACES if before[address] != after[address] and address not in left_out]
    assert [(one, before[one], after[one]) for one in changed] == []


def test_examples_are_shown_where_the_reader_asks(client, everywhere):
    add_example()
    without = everywhere()
    same = []
    for address, text in without.items():
        asked = read(client, f"{address}{'&' if '?' in address else '?'}contoh=1")
        if asked.replace("contoh=1", "") == text:
            same.append(address)
    assert same == []


def test_page_with_examples_says_so_and_keeps_them_in_its_links(client):
    record("Nyata")
    add_example()
    for address in (
        "/en/",
        "/en/kerja-sama/",
        "/en/tindak-lanjut/",
        "/en/mitra/",
        "/en/statistik/",
        "/en/dasar-hukum/",
    ):
        page = client.get(f"{address}?contoh=1").content.decode()
        assert "2 invented example records are shown too." in page
        assert '<meta name="robots" content="noindex">' in page
        assert "noindex" not in client.get(address).content.decode()
        assert re.search(r'<a href="\?">Hide the examples</a>', page), address
        lists = re.findall(r'href="(/en/(?:kerja-sama|tindak-lanjut|mitra|statistik|dasar-hukum)/[^"]*)"', page)
        # A record, a partner or a regulation has its own page, which is the same for everybody.
        lists = [one for one in lists if re.fullmatch(r"/en/[\w-]+/(\?.*)?|/en/[\w-]+/(unduh|umpan)/.*", one)]
        assert lists
        assert [one for one in lists if "contoh=1" not in one] == [], address
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
            assert '<input type="hidden" name="contoh" value="1">' in form, address


def test_first_page_leads_to_the_examples_only_where_there_are_any(client):
    record("Nyata")
    assert "contoh=1" not in client.get("/en/").content.decode()
    add_example()
    page = client.get("/en/").content.decode()
    assert page.count("contoh=1") == 1
    assert "a tour with 2 invented example records" in page


def test_pages_of_an_example_go_on_among_examples(client):
    record("Nyata")
    add_example()
    example = Agreement.objects.get(title="Contoh: rekaan")
    page = client.get(example.get_absolute_url())
    assert 'href="/kerja-sama/?contoh=1"' in page.content.decode()
    real = Agreement.objects.get(title="Nyata")
    related = [row.title for _name, rows in client.get(real.get_absolute_url()).context["related"] for row in rows]
    assert related == []
    partner = client.get("/mitra/kota-rekaan/").content.decode()
    assert "Contoh: rekaan" in partner
    assert "noindex" in partner


def test_partner_of_another_region_is_told_as_such(client):
    add_comparison()
    page = client.get("/en/mitra/kota-lain/").content.decode()
    assert "Partner of a case of Kota Bandung" in page
    assert "Kasus lain" in page
    assert "no published agreement" not in page
    assert "Agreements with Kota Jambi" not in page


def test_partner_of_both_regions_stays_listed(client):
    record("Nyata")
    add_comparison()
    names = [partner.name for partner in client.get("/mitra/").context["page_obj"]]
    assert names == ["Kota Bersama"]


def test_work_list_shows_examples_with_a_mark_unless_they_are_hidden(client, head):
    record("Contoh: rekaan", is_example=True)
    client.force_login(head)
    page = reverse("admin:worklist", args=["overdue"])
    assert client.get(f"{page}?view=all").context["count"] == 1
    assert 'class="mark"' in client.get(f"{page}?view=all").content.decode()
    assert client.get(f"{page}?view=all&contoh=0").context["count"] == 0


def test_numbers_of_the_head_page_lead_to_as_many(client, head):
    record("Nyata")
    add_example()
    client.force_login(head)
    for query in ("", "?contoh=1"):
        response = client.get(f"/en/admin/ringkasan/{query}")
        links = re.findall(r'href="(/en/admin/worklist/[^"]*)"><strong>(\d+)</strong>', response.content.decode())
        assert links
        for address, number in links:
            assert client.get(address.replace("&amp;", "&")).context["count"] == int(number), address
        for key_figure in response.context["summary"]["key_figures"]:
            for proof in key_figure.beside:
                if proof["url"] and proof["code"] in HEAD_FIGURES:
                    listed = client.get(proof["url"]).context["page_obj"].paginator.count
                    assert listed == proof["count"], proof


def test_file_of_the_staff_has_examples_only_where_asked(client, head):
    record("Nyata")
    add_example()
    client.force_login(head)
    for name in ("agreements_agreement", "partners_partner"):
        address = reverse(f"admin:{name}_export", args=["csv"])
        for query, marks in (("", {""}), ("?contoh=1", {"", "contoh"})):
            rows = csv.DictReader(StringIO(b"".join(client.get(address + query)).decode("utf-8-sig")))
            assert {row["Jenis catatan"] for row in rows} == marks
