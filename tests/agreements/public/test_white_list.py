"""What must not leave the office: every internal field is filled with a canary, and none may sing in public."""

import re
from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from django.db import models
from django.utils import timezone, translation

from agreements.models import (
    Agreement,
    Attestation,
    BeneficiaryCount,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    Letter,
    Measurement,
    Message,
    MessageItem,
    OfficialVisit,
    Party,
    ReportedParticipation,
    Review,
    Signature,
    Statement,
    Target,
    Transaction,
)
from agreements.record.digest import refresh_digest
from agreements.record.letters import LetterFacts, add_letter
from agreements.stages.actions import end
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from partners.models import Contact
from tests.factories import (
    TODAY,
    make_agreement,
    make_assessment,
    make_document,
    make_office,
    make_partner,
    make_signed,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indonesian():
    """A request leaves its language behind in the thread."""
    with translation.override("id"):
        yield


def html(client, agreement, prefix=""):
    response = client.get(prefix + agreement.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


NUMBERS = count()
REPORTED = ("Laporan terbuka", "Hasil terbuka", "Pengadaan terbuka", "Temuan terbuka", "Sasaran terbuka")


def canary():
    return f"CANARY{next(NUMBERS)}"


def with_every_internal_field(user):
    """A public agreement whose every field that is not for the public holds the word CANARY and a number."""
    user.first_name, user.last_name = canary(), canary()
    user.save()
    partner = make_partner("Mitra terbuka")
    Contact.objects.create(partner=partner, name=canary(), email="canary@example.org", phone=canary(), purpose=canary())
    agreement = make_agreement(
        "Kerja sama terbuka",
        public=True,
        partner=partner,
        note=canary(),
        person_in_charge=user,
        finance_register_number=canary(),
        audit_copy_sent_on=parse("5 Mei 1999"),
        audit_copy_number=canary(),
        checked_by=user,
        end_reason=canary(),
        stage_source=make_source(canary(), is_public=False, link="https://canary.example.org/"),
        edited_by=user,
    )
    hidden = make_source(canary(), is_public=False)
    step = agreement.steps.first()
    step.note, step.signatories, step.source = canary(), canary(), hidden
    step.save()
    add_rows(agreement, user, hidden)
    add_confirmations(agreement, user, hidden)
    add_assessment(agreement, hidden)
    add_papers(agreement, partner)
    add_instruments(agreement, hidden)
    add_letters(agreement)
    refresh_digest(agreement)
    return agreement


def add_rows(agreement, user, hidden):
    done = {"agreement": agreement, "kind": "visit", "done_on": parse("2020")}
    FollowUp.objects.create(
        **done,
        title="Kunjungan terbuka",
        note=canary(),
        travel_permit_number=canary(),
        travel_approval_number=canary(),
        journey_reported_on=parse("1999-07-07"),
        decree_number=canary(),
        person_in_charge=user,
        source=hidden,
    )
    FollowUp.objects.create(
        agreement=agreement,
        kind="visit",
        title="Kunjungan batal",
        cancelled_on=date(2020, 1, 1),
        cancelled_reason=canary(),
    )
    FollowUp.objects.create(**done, title=canary(), is_public=False)
    money = {"agreement": agreement, "kind": "received", "amount": Decimal("777777"), "currency": "USD"}
    Transaction.objects.create(**money, description=canary(), is_public=False, source=hidden, checked_on=TODAY)
    Transaction.objects.create(
        **{**money, "amount": Decimal("5")},
        finance_register_number=canary(),
        budget_year=2018,
        budget_account=canary(),
        source=hidden,
        checked_by=user,
    )
    withheld = Indicator.objects.create(
        agreement=agreement, title=canary(), level="output", unit="orang", is_public=False
    )
    Target.objects.create(
        indicator=withheld, value=Decimal("777777"), reason=canary(), source=make_source(canary()), set_on=TODAY
    )
    shown = Indicator.objects.create(agreement=agreement, title="Peserta", level="output", unit="orang")
    add_reports(agreement, shown, user, hidden)
    for state in ("draft", "submitted", "returned"):
        Measurement.objects.create(
            indicator=shown, period=parse("2020"), value=Decimal("888888"), comment=canary(), state=state, source=hidden
        )
    Statement.objects.create(agreement=agreement, topic="scope", text=canary(), is_public=False, source=hidden)
    add_beneficiaries(agreement, shown, withheld, user, hidden)


def add_beneficiaries(agreement, shown, withheld, user, hidden):
    """One count is for the public, though not its source; one is withheld, and one stands under a withheld result."""
    given = {"agreement": agreement, "kind": "served", "unit": "people", "source": hidden, "checked_on": TODAY}
    BeneficiaryCount.objects.create(**given, number=41, group="Warga terbuka", indicator=shown, checked_by=user)
    BeneficiaryCount.objects.create(**given, number=777777, group=canary(), is_public=False)
    BeneficiaryCount.objects.create(**given, number=888888, group=canary(), indicator=withheld)


def add_confirmations(agreement, user, hidden):
    """An accepted answer, of which only the note and the source are internal; and one that nobody has accepted."""
    for name, accepted_on in (("Dinas terbuka", TODAY), (canary(), None)):
        Attestation.objects.create(
            agreement=agreement,
            kind="complete",
            starts_on=parse("2020"),
            ends_on=parse("2021"),
            office=make_office(name, source=hidden, confirmed_on=None),
            answered_on=TODAY,
            entered_by=user,
            entered_on=TODAY,
            accepted_on=accepted_on,
            source=hidden,
            note=canary(),
        )


def journey():
    """The papers of a journey abroad, which stay inside."""
    return {
        "travel_permit_number": canary(),
        "travel_approval_number": canary(),
        "journey_reported_on": parse("1999-07-07"),
    }


def add_assessment(agreement, hidden):
    """The needs and the notes with the answers are for the public, reasons and the other notes are not."""
    file = make_assessment(agreement)
    file.city_needs, file.first_contact_on, file.first_contact_note = "Kebutuhan terbuka", parse("2019"), canary()
    file.decision, file.decision_reason, file.signing_reason = "go", canary(), canary()
    file.save()
    file.answers.filter(question="needs").update(note="Catatan terbuka", source=hidden)
    OfficialVisit.objects.create(
        assessment=file, on=parse("2020-02"), direction="here", note=canary(), source=hidden, **journey()
    )


def add_reports(agreement, indicator, user, hidden):
    """Reports in every state, a target, reviews, and mail: of each only what the public may read is plain."""
    Target.objects.create(
        indicator=indicator, value=Decimal(30), reason="Sasaran terbuka", source=hidden, set_on=TODAY, set_by=user
    )
    for number, state in enumerate(("approved", "draft", "submitted", "returned", "approved")):
        # The last one stands under a follow-up that is withheld.
        withheld = number == 4
        follow_up = FollowUp.objects.create(
            agreement=agreement, kind="report", title=canary() if withheld else "Laporan", is_public=not withheld
        )
        shown = state == "approved" and not withheld
        report = FollowUpReport.objects.create(
            follow_up=follow_up,
            state=state,
            happened_on=parse("2021"),
            progress="Laporan terbuka" if shown else canary(),
            result="Hasil terbuka" if shown else canary(),
            procurement="Pengadaan terbuka" if shown else canary(),
            physical_progress=Decimal(12) if shown else Decimal("66.60"),
            absorption=Decimal(12) if shown else Decimal("66.60"),
            public_note="" if shown else canary(),
            review_note=canary(),
            document=make_document(agreement, public=False, title=canary(), name=f"CANARY-{number}.pdf"),
            obstacle=canary(),
            next_step=canary(),
            next_due_on=date(1999, 9, 9),
            evidence_link="https://canary.example.org/",
            written_by=user,
            reviewed_by=user,
        )
        ReportedParticipation.objects.create(report=report, body=canary(), people=888)
    for is_public in (True, False):
        Review.objects.create(
            agreement=agreement,
            held_on=date(2022, 2, 2),
            finding="Temuan terbuka" if is_public else canary(),
            decision="continue",
            reason=canary(),
            is_public=is_public,
            recorded_by=user,
            document=make_document(agreement, public=False, title=canary(), name="CANARY-r.pdf"),
        )
    message = Message.objects.create(
        recipient=user, key="canary", subject=canary(), text=canary(), created_at=timezone.now()
    )
    MessageItem.objects.create(message=message, agreement=agreement)


def add_papers(agreement, partner):
    make_document(agreement, public=False, title=canary(), number=canary(), name="CANARY.pdf")
    withheld = make_document(agreement, public=False, title=canary(), number=canary(), name="CANARY2.pdf")
    withheld.publication_class, withheld.exempt_ground, withheld.exempt_reason = "exempt", "f", canary()
    withheld.exempt_decision_number = "12/PPID/2025"
    withheld.save()
    make_document(agreement, title="Naskah terbuka", original_kept_at=canary(), proves=canary())
    relative = make_agreement(canary(), partner=partner)
    make_agreement(canary(), partner=partner, parent=agreement)
    make_agreement(canary(), partner=partner, renews=agreement)
    agreement.parent = relative
    agreement.save()


def add_instruments(agreement, hidden):
    """An instrument that ended early, with a signature of the city and one of a partner who is not public."""
    withheld = Party.objects.create(agreement=agreement, partner=make_partner(canary(), public=False))
    text = Instrument.objects.create(
        agreement=agreement,
        **{name: f"{name} terbuka" for name in OPEN_OF_INSTRUMENT},
        kind="mou",
        validity="duration",
        ending="withdrawn",
        ended_by=withheld,
        ended_reason=canary(),
        kept_at=canary(),
        note=canary(),
        source=hidden,
        document=make_document(agreement, public=False, title=canary(), name="CANARY-i.pdf"),
    )
    words = {name: f"{name} terbuka" for name in OPEN_OF_SIGNATURE}
    Signature.objects.create(instrument=text, side="state", **words)
    closed = {name: canary() for name in OPEN_OF_SIGNATURE}
    Signature.objects.create(instrument=text, side="partner", party=withheld, **closed)


def add_letters(agreement):
    """The public reads the number of the letter that asked and of the answer, and when the city asked and reminded."""
    step = agreement.steps.create(stage="consultation", holder="home_affairs", state="submitted", version=0)
    days = {"out": "2020-02-02", "reminder": "2020-03-03", "in": "1999-08-08", "reply": "1999-08-09"}
    for direction, day in days.items():
        is_open = direction in ("out", "reply")
        closed = {name: canary() for name in ("correspondent", "subject", "note")}
        facts = LetterFacts(
            **closed,
            number="number terbuka" if is_open else canary(),
            dated=parse("1999-08-07") if direction == "out" else parse(""),
            sent_on=parse(day),
            document=make_document(agreement, public=False, title=canary(), name=f"CANARY-{direction}.pdf"),
        )
        add_letter(step, direction, facts, by=None)


OPEN_OF_INSTRUMENT = ("title", "duration", "option")
OPEN_OF_LETTER = ("number",)
OPEN_OF_SIGNATURE = ("body", "name", "position", "place", "number")
# Texts of an agreement that the public may read; its choices are labels, and an exemption or the trash closes it whole.
OPEN_TEXTS = {
    *("register_number", "title", "title_en", "summary", "summary_en", "region", "location", "other_actors"),
}
OF_CLOSED_RECORDS = {"exempt_reason", "exempt_decision_number", "trashed_reason"}


def test_every_text_of_an_agreement_is_open_or_a_canary(editor):
    """A new field fails here until somebody decides whether the public reads it."""
    agreement = with_every_internal_field(editor)
    typed = [
        field.name
        for field in Agreement._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.name.endswith("_precision"))
    ]
    closed = {name for name in typed if str(getattr(agreement, name)).startswith("CANARY")}
    assert set(typed) == OPEN_TEXTS | OF_CLOSED_RECORDS | closed
    assert not closed & (OPEN_TEXTS | OF_CLOSED_RECORDS)


@pytest.mark.parametrize(
    ("model", "shown"),
    [(Instrument, OPEN_OF_INSTRUMENT), (Signature, OPEN_OF_SIGNATURE), (Letter, OPEN_OF_LETTER)],
)
def test_every_text_of_a_signed_paper_and_of_a_letter_is_open_or_a_canary(client, editor, model, shown):
    """A new field fails here until somebody decides whether the public reads it."""
    text = html(client, with_every_internal_field(editor))
    row = model.objects.order_by("pk").first()
    typed = {
        field.name
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.name.endswith("_precision"))
    }
    closed = {name for name in typed if str(getattr(row, name)).startswith("CANARY")}
    assert typed - OF_CLOSED_RECORDS == {*shown} | closed
    assert [name for name in shown if f"{name} terbuka" not in text] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_is_a_white_list(client, editor, prefix):
    agreement = with_every_internal_field(editor)
    text = html(client, agreement, prefix)
    assert sorted(set(re.findall(r"(?i)canary\w*", text))) == []
    assert "777" not in text
    assert "888" not in text
    assert not re.search("66[.,]6", text)
    assert "1999" not in text
    shown_texts = ("Kerja sama terbuka", "Kunjungan terbuka", "Peserta", "Naskah terbuka", "12/PPID/2025", *REPORTED)
    assert text.count("number terbuka") > 2
    for shown in (*shown_texts, "Kebutuhan terbuka", "Catatan terbuka", "Warga terbuka", "Dinas terbuka"):
        assert shown in text
    assert editor.username not in text
    assert not re.search("belum dikonfirmasi\\)|not yet confirmed\\)", text)
    listed = client.get(f"{prefix}/kerja-sama/").content.decode()
    assert "Kerja sama terbuka" in listed
    assert sorted(set(re.findall(r"(?i)canary\w*", listed))) == []
    searched = Agreement.objects.get(pk=agreement.pk).digest.public_text
    assert "number terbuka" in searched
    assert "canary" not in searched
    file = b"".join(client.get(f"{prefix}/kerja-sama/unduh/csv/").streaming_content).decode()
    assert "Kerja sama terbuka" in file
    assert "Warga terbuka" in file
    assert not re.search("777|888|1999", file)
    assert sorted(set(re.findall(r"(?i)canary\w*", file))) == []


def test_reason_of_the_end_stays_inside(client, editor):
    agreement = make_signed("Diakhiri", by=editor, public=True)
    today = timezone.localdate()
    end(agreement, by=editor, on=KnownDate.day(today), today=today, reason="CANARY alasan yang panjang")
    text = html(client, agreement)
    assert "Diakhiri" in text
    assert "CANARY" not in text
