"""Records a letter as sent: its file becomes a document of the record, and the act on letters moves the step."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Document, Letter, Step
from agreements.record.documents import attach_document, describe_upload, refuse_same_file
from agreements.record.letters import LetterFacts
from agreements.record.locks import lock_alive
from agreements.record.permissions import require
from agreements.stages.letters import refuse_days, send_letter, send_reminder
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

from .kinds import REMIND, SEND, LetterSpec

ACTS = {SEND: send_letter, REMIND: send_reminder}


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What is recorded of a letter that was sent. `paper` is the file that is kept, the letter itself."""

    number: str
    dated: KnownDate
    sent_on: KnownDate
    addressee: str
    subject: str
    paper: File
    language: str = "id"


@transaction.atomic
def record_as_sent(spec: LetterSpec, row: Step | Agreement, sending: Sending, *, by, today: date) -> Document:
    """Keep the file as an internal document, and record the letter by the act of its step where `row` is one.

    Raises ValidationError where the act refuses it, or where the record has this very file already: a form that was
    sent twice has one effect.
    """
    require(by, "agreements.change_step")
    require(by, "agreements.add_document")
    row = lock_alive(row)
    facts = LetterFacts(
        number=sending.number,
        dated=sending.dated,
        sent_on=sending.sent_on,
        correspondent=" / ".join(sending.addressee.split("\n"))[:200],
        subject=sending.subject,
    )
    refuse_days(facts, today)
    document = _keep(row.agreement if isinstance(row, Step) else row, sending, by)
    if isinstance(row, Step):
        _refuse_recorded(row, spec, facts)
        ACTS[spec.act](row, replace(facts, document=document), by=by, today=today)
    return document


def _keep(agreement: Agreement, sending: Sending, by) -> Document:
    document = Document(
        agreement=agreement,
        kind=Document.Kind.LETTER,
        title=(sending.subject or str(Letter._meta.verbose_name))[:200],
        language=sending.language,
        number=sending.number,
        dated=sending.dated,
        publication_class=PublicationClass.INTERNAL,
    )
    describe_upload(document, sending.paper)
    refuse_same_file(document)
    sending.paper.seek(0)
    return attach_document(document, sending.paper, by=by)


def _refuse_recorded(step: Step, spec: LetterSpec, facts: LetterFacts) -> None:
    """Raise ValidationError where the step has this letter already. A reminder does not change its step, and names the
    letters before it, so neither version nor file tells that a form was sent twice."""
    direction = Letter.Direction.REMINDER if spec.act == REMIND else Letter.Direction.OUT
    for letter in step.letters.filter(direction=direction, number=facts.number):
        if letter.dated == facts.dated:
            text = _("The letter %(number)s of this day is recorded in this step already.")
            raise ValidationError(text, code="recorded", params={"number": facts.number})
