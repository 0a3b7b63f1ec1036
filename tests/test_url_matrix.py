"""Every URL of the site as every role; the expected result of each is in `url_matrix.txt`.

A route that is not in the table fails, so that nobody adds a page without deciding who may open it. The rows in the
URLs belong to an agreement of another office than the operator's, and are not public.
"""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from agreements.letter_writing.templates import describe_template, shipped
from agreements.models import (
    Attestation,
    BeneficiaryCount,
    CityStatement,
    DayOff,
    FollowUp,
    FollowUpReport,
    ImportBatch,
    Indicator,
    LegalBasis,
    Letterhead,
    LetterKind,
    LetterTemplate,
    Measurement,
    Message,
    MessageItem,
    Regulation,
    Review,
    Sector,
    Statement,
    Transaction,
)
from agreements.record.letters import LetterFacts, add_letter
from agreements.reports.kinds import REPORTS
from agreements.reports.parameters import Parameters
from agreements.reports.sent import Sending, keep_as_sent
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import (
    TODAY,
    content_of,
    make_agreement,
    make_assessment,
    make_document,
    make_instrument,
    make_office,
    make_partner,
    make_signed,
    make_source,
)

TABLE = Path(__file__).parent / "url_matrix.txt"
ROLES = ["anonymous", "nobody", "operator", "editor", "verifier", "head", "manager", "superuser"]
SECRET = "Perundingan rahasia"
OBJECT_PAGES = {"change", "delete", "history", "publication", "purge", "restore", "check", "merge", "calendar"}
OBJECT_PAGES |= {"take_back", "review", "renew", "confirm", "first_follow_up", "target", "decision", "sign"}
OBJECT_PAGES |= {"file", "trial", "send", "receipt", "remind", "receive", "open_round"}


def routes(resolver=None, namespace=""):
    """Yield the names of all routes with their namespace; those without a name by their pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from routes(one, namespace + inner)
        else:
            yield namespace + (one.name or str(one.pattern))


def table():
    """Return {route: {role: outcome}}."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return {line[0]: dict(zip(ROLES, line[1:], strict=True)) for line in lines if line and line[0] != "#"}


def test_table_holds_every_route_and_no_other():
    named = {name.partition("@")[0] for name in table()}
    assert set(routes()) - named == set(), "say in url_matrix.txt who may open these"
    assert named - set(routes()) == set(), "these are no routes any more"


@pytest.fixture
def nobody(django_user_model):
    """A staff account that is in no group."""
    return django_user_model.objects.create_user("tanpa-grup", password="kata-sandi-panjang", is_staff=True)


@pytest.fixture
def rows(db, editor):
    """The rows in the URLs, by model."""
    office = make_office("Dinas Lain", code="lain")
    agreement = make_signed(SECRET, by=editor, partner=make_partner("Mitra Rahasia", public=False), lead_office=office)
    source = make_source()
    follow_up = FollowUp.objects.create(agreement=agreement, kind="visit", title=SECRET, office=office)
    indicator = Indicator.objects.create(agreement=agreement, title=SECRET, level="output", unit="orang")
    regulation = Regulation.objects.create(
        kind="pp", number="28", year=2018, short_name="PP 28/2018", slug="pp-28-2018", title="Kerja Sama Daerah"
    )
    return {
        "agreement": agreement,
        "attestation": Attestation.objects.create(
            agreement=agreement,
            kind="complete",
            starts_on=KnownDate.year(2020),
            ends_on=KnownDate.day(TODAY),
            office=office,
            answered_on=TODAY,
            entered_on=TODAY,
            entered_by=editor,
            note=SECRET,
        ),
        "document": make_document(agreement, by=editor, public=False, title=SECRET),
        "followup": follow_up,
        "followupreport": FollowUpReport.objects.create(follow_up=follow_up, state="submitted", progress=SECRET),
        "indicator": indicator,
        "measurement": Measurement.objects.create(
            indicator=indicator, period=KnownDate.year(2026), value=1, source=source
        ),
        "transaction": Transaction.objects.create(
            agreement=agreement, kind="reported", amount=1, currency="IDR", source=source, description=SECRET
        ),
        "beneficiarycount": BeneficiaryCount.objects.create(
            agreement=agreement, kind="served", number=5, unit="people", group=SECRET, source=source
        ),
        "statement": Statement.objects.create(agreement=agreement, topic="scope", text=SECRET, source=source),
        "step": agreement.steps.first(),
        "party": agreement.parties.get(),
        "letter": add_letter(
            agreement.steps.get(stage="council"), "in", LetterFacts(number="1", subject=SECRET), by=editor
        ),
        "instrument": make_instrument(agreement, "minutes", signed=False, title=SECRET),
        "assessment": make_assessment(agreement),
        "review": Review.objects.create(
            agreement=agreement, held_on=TODAY, finding=SECRET, decision="continue", reason=SECRET
        ),
        "partner": agreement.parties.get().partner,
        "office": office,
        "source": source,
        "citystatement": CityStatement.objects.create(topic="other", text="Pernyataan", source=source),
        "regulation": regulation,
        "legalbasis": LegalBasis.objects.create(regulation=regulation, article="Pasal 24", summary="Bentuk"),
        "dayoff": DayOff.objects.create(day=date(2026, 11, 25), name="Libur setempat", source="SE Wali Kota"),
        **make_papers(editor),
        **rows_of_files(editor),
        **rows_of_accounts(agreement, editor),
        "public": make_agreement("Terbuka", by=editor, public=True, partner=make_partner("Mitra Terbuka")),
    }


def make_papers(by):
    template = LetterTemplate(kind="note", uploaded_by=by)
    describe_template(template, content_of(shipped(LetterKind.NOTE).content, f"{SECRET}.docx"))
    template.save()
    return {"lettertemplate": template, "letterhead": Letterhead.objects.create(name=SECRET)}


def rows_of_files(editor):
    kind, asked = REPORTS["buku-register"], Parameters()
    report = kind.make(asked, TODAY, editor)
    sending = Sending(to="Menteri", on=TODAY)
    sent = keep_as_sent(kind, asked, report, sending, by=editor, now=timezone.localtime())
    batch = ImportBatch.objects.create(
        file_name="data.xlsx", state="done", created_by=get_user_model().objects.create(username="pengimpor")
    )
    sector = Sector.objects.create(name="Persampahan", slug="persampahan")
    return {"sentreport": sent, "importbatch": batch, "sector": sector}


def rows_of_accounts(agreement, editor):
    return {"message": make_message(agreement, editor), "user": editor, "group": Group.objects.first()}


def make_message(agreement, recipient):
    message = Message.objects.create(
        recipient=recipient, key="matrix", kind="manual", subject=SECRET, text=SECRET, created_at=timezone.now()
    )
    MessageItem.objects.create(message=message, agreement=agreement)
    return message


def import_address(name, batch):
    """Return a URL of the import and export of the register."""
    if name == "admin:import_template":
        return reverse(name)
    return reverse(name, args=["csv"] if name == "admin:register_file" else [batch])


WORDS = {
    "admin:report": ["buku-register"],
    "admin:report_changes": ["rekap"],
    "admin:report_file": ["buku-register", "docx"],
    "admin:report_send": ["buku-register"],
    "agreements:export": ["csv"],
    "agreements:statistics_table": ["kondisi"],
    "agreements:office_calendar": ["salah"],
    "password_reset_confirm": ["MQ", "abc-def"],
    "admin:app_list": ["agreements"],
    "admin:head_page_export": ["csv"],
    "admin:head_page_figure": ["unnamed"],
    "admin:worklist": ["overdue"],
    "admin:partners_partner_export": ["csv"],
    "admin:agreements_lettertemplate_shipped": ["note"],
    **{f"admin:agreements_{table}_export": ["csv"] for table in ("agreement", "dayoff", "office", "sector", "source")},
}
"""The parts of a URL that no row of the register decides."""


def address(name, rows):
    """Return a URL of the route; `name@public` uses the public row instead of the internal one."""
    name, _at, variant = name.partition("@")
    if name in WORDS:
        return reverse(name, args=WORDS[name])
    agreement = rows["public"] if variant == "public" else rows["agreement"]
    partner = agreement.parties.get().partner
    number, slug = agreement.get_absolute_url().strip("/").split("/")[-1], "salah"
    special = {
        **{
            one: lambda: reverse(name, args=[rows["office"].pk])
            for one in ("admin:confirmations_of_office", "admin:office_workbook", "agreements:office_workbook")
        },
        "agreements:filled_workbook": lambda: reverse(name, args=[rows["importbatch"].pk]),
        "admin:sent_report": lambda: reverse(name, args=[rows["sentreport"].pk]),
        "admin:sent_report_file": lambda: reverse(name, args=[rows["sentreport"].pk, "docx"]),
        "agreements:detail": lambda: f"/kerja-sama/{number}/",
        "agreements:preview": lambda: reverse(name, args=[agreement.register_number]),
        "agreements:document": lambda: reverse(name, args=[rows["document"].pk, rows["document"].sha256[:12]]),
        "agreements:regulation": lambda: reverse(name, args=[rows["regulation"].slug]),
        "agreements:report_form": lambda: reverse(name, args=[rows["followup"].pk]),
        "partners:detail": lambda: reverse(name, args=[partner.slug]),
        "admin:autocomplete": lambda: reverse(name) + "?app_label=agreements&model_name=agreement&field_name=parent",
        "admin:view_on_site": lambda: reverse(
            name, args=[ContentType.objects.get_for_model(agreement).pk, agreement.pk]
        ),
        "admin:agreements_agreement_correct": lambda: reverse(
            name, args=[agreement.pk, "step", agreement.steps.get(stage="signing").pk]
        ),
        "admin:letter_of_agreement": lambda: reverse(name, args=[agreement.pk, "note"]),
        "admin:letter_of_step": lambda: reverse(name, args=[rows["step"].pk, "note"]),
        "admin:letters_of_agreement": lambda: reverse(name, args=[agreement.pk]),
        "admin:letters_of_step": lambda: reverse(name, args=[rows["step"].pk]),
        "admin:agreements_agreement_verb": lambda: reverse(name, args=[agreement.pk, "advance"]),
        "admin:auth_user_password_change": lambda: reverse(name, args=[rows["user"].pk]),
        "admin:<path:object_id>/": lambda: f"/admin/agreements/agreement/{agreement.pk}/",
        "admin:(?P<url>.*)$": lambda: f"/admin/{slug}/",
    }
    if name in special:
        return special[name]()
    if name.startswith(("admin:import_", "admin:register_file")) or name == "admin:import":
        return import_address(name, rows["importbatch"].pk)
    parts = name.removeprefix("admin:").split("_", maxsplit=2)
    if name.startswith("admin:") and len(parts) == 3 and parts[2] in OBJECT_PAGES:
        return reverse(name, args=[rows[parts[1]].pk])
    return reverse(name)


def outcome(response):
    """Return one word for a response."""
    if response.status_code in (301, 302):
        return "login" if "/admin/login/" in response.headers["Location"] else "away"
    return {200: "ok", 403: "no", 404: "none", 405: "post"}.get(response.status_code, str(response.status_code))


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


@pytest.mark.parametrize("role", ROLES)
def test_routes_answer_as_the_table_says(role, rows, request):
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(request.getfixturevalue(role), backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name, expected in table().items():
        response = client.get(address(name, rows))
        if outcome(response) != expected[role]:
            wrong.append(f"{name}: {outcome(response)}, and not {expected[role]}")
        # Reading to the end also closes a file; `close()` would drop the database connection of the test.
        told = body(response)
        if role in ("anonymous", "nobody", "operator") and SECRET in told:
            wrong.append(f"{name}: tells a title that this role must not read")
    assert wrong == []


def test_strangers_never_come_further_than_the_login():
    for name, expected in table().items():
        if name.startswith("admin:") and name not in ("admin:login", "admin:logout"):
            assert expected["anonymous"] == "login", name


def test_secret_title_is_seen_by_those_who_may(client, rows, editor):
    """Proves that the sweep above would find the title if it were shown."""
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert SECRET in client.get(address("admin:agreements_agreement_change", rows)).content.decode()
