"""The staff pages other than that of agreements: policy, axe, and nothing cut off on a phone."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect
from pypdf import PdfReader

from agreements.letter_writing.templates import describe_template, shipped
from agreements.models import FollowUp, LegalBasis, LetterKind, LetterTemplate, Regulation
from agreements.oversight.worklist.lists import BY_SLUG, HEADINGS
from agreements.oversight.worklist.postponing import postpone
from agreements.oversight.worklist.scope import View
from agreements.record.completeness import Part
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import content_of
from partners.models import Contact
from tests.agreements.exchange.importing.files import imported, opened, shown, workbook
from tests.browser.conftest import assert_accessible, press
from tests.factories import confirm, make_agreement, make_office, make_partner, make_signed, make_source, make_term

WIDTHS = [360, 1280]


@pytest.fixture
def addresses(transactional_db, superuser, editor):
    office = make_office("Dinas Pendidikan", code="disdik", short_name="Disdik")
    office.liaisons.add(editor, superuser)
    partner = make_partner("Kota Seremban")
    Contact.objects.create(partner=partner, name="Aminah", purpose="Surat")
    regulation = Regulation.objects.create(
        kind="pp", number="28", year=2018, short_name="PP 28/2018", slug="pp-28-2018", title="Kerja Sama Daerah"
    )
    LegalBasis.objects.create(regulation=regulation, article="Pasal 24", summary="Bentuk kerja sama")
    source = make_source("Laporan wartawan tentang penandatanganan " * 5)
    rows = {"partners_partner": partner, "agreements_office": office, "agreements_regulation": regulation}
    rows |= {"agreements_source": source, "auth_user": editor}
    pages = [
        reverse(f"admin:{model}_{page}", args=[] if page in ("changelist", "add") else [row.pk])
        for model, row in rows.items()
        for page in ("changelist", "add", "change", "history")
    ]
    pages += [reverse(f"admin:partners_partner_{page}", args=[partner.pk]) for page in ("delete", "merge")]
    pages += [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:auth_user_password_change", args=[editor.pk]),
        reverse("admin:partners_partner_add") + "?_popup=1",
    ]
    agreement = make_signed(partner=partner, by=editor, lead_office=office)
    pages += [reverse(f"admin:agreements_agreement_{page}") for page in ("changelist", "add", "take_in")]
    pages += desk_addresses(agreement, office)
    pages += [reverse(f"admin:agreements_agreement_{page}", args=[agreement.pk]) for page in ("change", "publication")]
    form = reverse("admin:agreements_agreement_change", args=[agreement.pk])
    pages += [f"{form}?part={part}" for part in ("identity", "actors", "text", "all")]
    pages += [reverse("admin:agreements_agreement_change", args=[make_agreement("Belum ditandatangani").pk])]
    pages += [
        reverse("admin:agreements_agreement_verb", args=[agreement.pk, verb]) for verb in ("advance", "record_past")
    ]
    council = agreement.steps.get(stage="council")
    pages += [reverse(f"admin:agreements_step_{page}", args=[council.pk]) for page in ("change", "send", "receive")]
    follow_up = agreement.follow_ups.create(kind="visit", title="Kunjungan balasan", due_on="2020", office=office)
    postpone(f"overdue:followup:{follow_up.pk}", by=superuser, until=localdate() + timedelta(days=9), today=localdate())
    pages += [reverse("admin:index") + f"?view={view}" for view in View]
    codes = [*(one.code for one in HEADINGS), *BY_SLUG]
    pages += [reverse("admin:worklist", args=[code]) + "?view=all" for code in codes]
    pages += [reverse("admin:head_page"), reverse("admin:head_page_figure", args=["unnamed"])]
    return [*pages, *letter_addresses(agreement, editor), *import_addresses(agreement, superuser)]


OVERLAPS = """() => [...document.querySelectorAll('.desk-table tbody tr')].filter(row => {
  const boxes = [...row.cells].map(cell => cell.getBoundingClientRect());
  return boxes.some((box, number) => number && box.left < boxes[number - 1].right - 1);
}).length"""


@pytest.mark.django_db(transaction=True)
def test_no_column_of_the_desk_covers_another(page, log_in, editor):
    office = make_office("Dinas Pendidikan", short_name="Disdik")
    editor.first_name, editor.last_name = "Budi", "Santoso Wijayakusuma"
    editor.save()
    agreement = make_signed("Pengelolaan tempat pemrosesan akhir Talang Gulo dengan Bank Pembangunan Jerman")
    values = {"kind": "meeting", "office": office, "person_in_charge": editor, "times_moved": 12}
    agreement.follow_ups.create(title="Rapat koordinasi tahunan", due_on="27 September 2025", **values)
    planned = agreement.follow_ups.create(title="Pelatihan", due_on="27 September 2027", **values)
    planned.reports.create(state="submitted")
    log_in(page, editor)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(reverse("admin:agreements_followup_changelist"))
    assert page.evaluate(OVERLAPS) == 0
    assert (
        page.evaluate("() => { const s = document.querySelector('.scroll'); return s.scrollWidth - s.clientWidth }")
        == 0
    )


def test_text_is_seen_whole_and_copied(page, log_in, editor, transactional_db):
    agreement = make_signed("Kota kembar")
    for number in range(4):
        agreement.follow_ups.create(kind="visit", title=f"Kunjungan {number}", due_on="2027", person_in_charge=editor)
    log_in(page, editor)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(reverse("admin:agreements_followup_changelist") + "?all=1")
    press(page.locator("button[value=remind]"))
    press(page.locator("button[value=texts]"))
    text = page.locator("textarea")
    assert text.evaluate("box => box.scrollHeight - box.clientHeight") <= 1
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("button[data-copies]")
    expect(page.locator("[role=status]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()").strip() == text.input_value().strip()


def test_an_import_is_sent_once_and_says_that_it_runs(page, log_in, editor, transactional_db):
    agreement = make_agreement("Kerja sama", by=editor)
    heads = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"]
    rows = [[agreement.register_number, "Rapat", "Rapat awal", "2019", "Ada"]]
    batch, _comparison = shown(workbook(Tindak_lanjut=[heads, *rows]), editor)
    log_in(page, editor)
    page.goto(reverse("admin:import", args=[batch.pk]))
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    # Playwright looks at no page that is being left.
    page.evaluate(
        """() => {
          const form = document.querySelector('.import-confirm form');
          form.addEventListener('submit', () => setTimeout(() => {
            const said = [form.querySelector('[role=status]').textContent, form.querySelector('button').disabled];
            sessionStorage.setItem('said', JSON.stringify(said));
          }));
        }"""
    )
    with page.expect_navigation():
        page.locator("button[name=_import]").dblclick(no_wait_after=True)
    expect(page.locator("body")).to_contain_text("Impor selesai.")
    said, is_disabled = json.loads(page.evaluate("sessionStorage.getItem('said')"))
    assert said == "Sedang diimpor. Jangan kirim ulang; halaman boleh ditutup, dan hasilnya ada di “Impor terdahulu”."
    assert is_disabled
    assert sent.count("POST") == 1
    assert FollowUp.objects.count() == 1


def import_addresses(agreement, by):
    """Addresses of the import: a file with faults, a doubtful row and an unknown partner; one with the month first; one
    that is carried out."""
    agreement.follow_ups.create(kind="meeting", title="Rapat awal", done_on="2019", result="Lama")
    heads = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"]
    number = agreement.register_number
    rows = [[number, "Rapat", "Rapat awal", "2019", "Ada"], [number, "Pesta", "x" * 90, "31/02/2019", ""]]
    old = [["Mitra", "Negara", "Tentang", "Nomor", "Tanggal"], ["Kota Serembann", "Malaysia", "Air", "1", "2015"]]
    batch, _comparison = shown(workbook(Tindak_lanjut=[heads, *rows], Buku_register=old), by)
    asked = opened(workbook(Tindak_lanjut=[heads, [number, "Rapat", "Rapat ketiga", "08/17/2019", "Ada"]]), by)
    done = imported(workbook(Tindak_lanjut=[heads, [number, "Rapat", "Rapat kedua", "2020", "Ada"]]), by)
    pages = [reverse(f"admin:{name}", args=[batch.pk]) for name in ("import", "import_columns")]
    pages.append(reverse("admin:import_columns", args=[asked.pk]))
    pages += [reverse(f"admin:{name}", args=[done.pk]) for name in ("import", "import_undo")]
    return [*pages, reverse("admin:imports")]


def letter_addresses(agreement, by):
    """Addresses of the letters of a record, with one to a partner in English, and of the templates."""
    template = LetterTemplate(kind="note", uploaded_by=by)
    describe_template(template, content_of(shipped(LetterKind.NOTE).content, "nota-dinas-dengan-nama-panjang.docx"))
    template.save()
    pages = [reverse(f"admin:agreements_lettertemplate_{page}") for page in ("changelist", "add")]
    pages += [reverse(f"admin:agreements_lettertemplate_{page}", args=[template.pk]) for page in ("change", "trial")]
    pages += [reverse("admin:letter_of_agreement", args=[agreement.pk, kind]) for kind in ("note", "partner", "plan")]
    return [*pages, reverse("admin:letters_of_agreement", args=[agreement.pk])]


def desk_addresses(agreement, office):
    """Addresses of the desk of follow-ups: with an opened late row in the list and alone, with an invalid value, and
    empty."""
    due = {"due_on": KnownDate.day(date(2026, 1, 15)), "office": office}
    row = FollowUp.objects.create(agreement=agreement, kind="meeting", title="Rapat tahunan", **due)
    desk = reverse("admin:agreements_followup_changelist")
    queries = ["", f"?edit={row.pk}&sort=office", f"?state=done&edit={row.pk}", "?year=x", "?state=cancelled"]
    return [desk + query for query in queries]


@pytest.mark.parametrize("third", range(3))
def test_staff_pages_keep_the_policy_fit_a_phone_and_are_accessible(third, page, log_in, superuser, addresses):
    log_in(page, superuser)
    for address in addresses[third::3]:
        assert page.goto(address).status == 200, address
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
        assert_accessible(page)


def test_reset_pages_are_accessible(page, transactional_db):
    for name in ("admin:login", "admin_password_reset", "password_reset_done", "password_reset_complete"):
        page.goto(reverse(name))
        assert_accessible(page)


def test_look_alike_note_is_accessible_and_can_be_passed(page, log_in, editor):
    make_partner("Kota Seremban")
    log_in(page, editor)
    page.goto(reverse("admin:partners_partner_add"))
    page.fill("#id_name", "Seremban City")
    page.select_option("#id_kind", "local_government")
    press(page.locator("input[name=_save]"))
    page.locator(".note-box").wait_for()
    assert_accessible(page)
    page.check("#id_keep_anyway")
    press(page.locator("input[name=_save]"))
    page.wait_for_url("**/admin/partners/partner/")


def test_conflict_is_accessible_and_fits_a_phone(page, log_in, editor):
    partner = make_partner("Kota Seremban")
    log_in(page, editor)
    page.goto(reverse("admin:partners_partner_change", args=[partner.pk]))
    partner.strengths, partner.version = "Pengelolaan sampah terpadu di seluruh kecamatan", partner.version + 1
    partner.save()
    page.fill("#id_strengths", "Tatakelolataman-dan-ruangterbukahijau-kota")
    press(page.locator("[name=_save]"))
    assert page.locator(".desk-table tbody tr").count() == 1
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_partner_is_chosen_by_typing(page, log_in, editor):
    make_partner("Kota Seremban")
    gone = make_partner("Bandar Ipoh")
    log_in(page, editor)
    page.goto(reverse("admin:partners_partner_merge", args=[gone.pk]))
    page.click("[role=combobox]")
    page.keyboard.type("serem")
    page.locator(".select2-results__option", has_text="Kota Seremban").click()
    press(page.locator(".submit-row input[type=submit]"))
    page.wait_for_url("**/change/")
    gone.refresh_from_db()
    assert gone.in_trash


def test_page_for_the_head_prints_on_one_sheet(page, log_in, head):
    day = localdate()
    for number in range(10):
        agreement = make_signed(f"{number} {'Kerja sama pengelolaan sampah terpadu ' * 5}", today=day)
        make_term(agreement, ends_on=KnownDate.day(day + timedelta(days=90 + number)))
        if number % 2:
            agreement.follow_ups.create(kind="visit", title="Kunjungan", done_on=KnownDate.day(day), result="Bertemu")
        else:
            confirm(agreement, day - timedelta(days=300))
        agreement.steps.create(stage="signing", holder="partner", state="submitted", sent_on="2020")
        refresh_digest(agreement)
    log_in(page, head)
    page.goto(reverse("admin:head_page"))
    assert page.locator(".head-standings li").count() == 10
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1


def test_task_list_is_walked_by_keyboard(page, log_in, editor):
    agreement = make_signed()
    log_in(page, editor)
    page.goto(reverse("admin:agreements_agreement_change", args=[agreement.pk]))
    links = page.locator(".task-name > a")
    assert links.count() == 9
    links.first.focus()
    reached = []
    while len(reached) < 20 and page.evaluate("document.activeElement.closest('.task') !== null"):
        reached.append(page.evaluate("document.activeElement.closest('.task').id"))
        page.keyboard.press("Tab")
    assert list(dict.fromkeys(reached)) == [f"task-{part.value}" for part in Part]
    page.locator("#task-actors a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/?part=actors")
    page.fill("#id_other_actors", "Universitas Jambi")
    page.locator("[name=_next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/assessment/add/**")
    agreement.refresh_from_db()
    assert agreement.other_actors == "Universitas Jambi"
