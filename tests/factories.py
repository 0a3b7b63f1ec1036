"""Rows for tests, made by the same actions as in the application."""

from datetime import timedelta
from functools import cache
from io import BytesIO

from django.utils.timezone import localdate
from pypdf import PdfWriter
from simple_history.utils import bulk_create_with_history

from agreements.lifecycle.questions import QUESTIONS, Reply
from agreements.lifecycle.rules import position, spec_of
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import InstrumentKind, Stage, StepState, Track, Verb
from agreements.models import (
    Agreement,
    Answer,
    Assessment,
    Attestation,
    Digest,
    Document,
    Instrument,
    Office,
    Party,
    Signature,
    Source,
    Step,
    Stretch,
)
from agreements.models.digest import AnchorKind
from agreements.record.digest import refresh_digest
from agreements.record.documents import attach_document
from agreements.record.registration import register
from agreements.record.saving import finish, record_author, save
from agreements.record.signing import SideSigned, keep_signatures, keep_signing
from agreements.record.stretches import Due, Facts, Paper, stretches_of
from agreements.stages.actions import advance
from agreements.stages.moves import enter
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from agreements.stages.steps import drop_wrong_begin
from jambi_coop.lib.dates.fields import as_known_date
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import content_of
from partners.actions import settle_slug
from partners.models import Partner
from tests.clock import TODAY as TODAY

UNKNOWN = KnownDate.unknown()


@cache
def small_pdf():
    """Return the bytes of a PDF with one empty page."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def make_partner(name="Kota Seremban", *, public=True, **values):
    partner = Partner(
        name=name,
        kind=values.pop("kind", Partner.Kind.LOCAL_GOVERNMENT),
        country=values.pop("country", "MY"),
        publication_class="public" if public else "internal",
        **values,
    )
    settle_slug(partner)
    partner.save()
    return partner


def make_office(name="Dinas Lingkungan Hidup", **values):
    """Return an office, confirmed unless `confirmed_on` is None."""
    code = values.pop("code", None) or f"opd-{Office.objects.count() + 1}"
    return Office.objects.create(name=name, code=code, **{"confirmed_on": TODAY, **values})


def make_source(citation="Surat kabar contoh", **values):
    return Source.objects.get_or_create(citation=citation, defaults={"kind": "press", "is_public": True, **values})[0]


def make_agreement(title="Kerja sama persahabatan", **values):
    """Return a registered agreement with one partner; `public` publishes it."""
    agreement = _register(title, **values)
    refresh_digest(agreement)
    return agreement


def _register(title, *, by=None, public=False, partner=None, today=None, signed_on=None, **values):
    """Register an agreement; its digest does not include its partner and publication class yet."""
    today = today or localdate()
    signed = as_known_date(signed_on)
    track, as_of = values.pop("track", ""), values.pop("as_of", KnownDate.day(today))
    if public:
        values["publication_class"] = "public"
    agreement = Agreement(title=title, kind=values.pop("kind", Agreement.Kind.SISTER_CITY), **values)
    register(agreement, by=by, today=today, track=track, as_of=as_of, signed_on=signed)
    if signed and track != Track.LEGACY:
        make_instrument(agreement, signed_on=signed)
    if partner is not False:
        Party.objects.create(agreement=agreement, partner=partner or make_partner(f"Mitra {agreement.pk}"))
    return agreement


def make_instrument(agreement, kind=InstrumentKind.MOU, *, signed=True, signed_on=None, sides=(), **values):
    """Return an instrument, signed by the parties (not told apart) or by `sides`, mappings of `SideSigned`."""
    row = Instrument.objects.create(agreement=agreement, kind=kind, **values)
    day = as_known_date(signed_on)
    given = [SideSigned(**side) for side in sides] or [SideSigned(side=Signature.Side.ALL, signed_on=day)]
    if signed:
        keep_signatures(row, given, by=None)
    return row


def make_term(agreement, *, basis="text", starts_on=None, ends_on=None, open_ended=False, **values):
    """Return the instrument that holds for this time: the agreement's text while that says nothing of it, else a
    further one of the kind `basis`; signed on a day that is not known."""
    validity = Instrument.Validity.OPEN if open_ended else Instrument.Validity.PERIOD
    values |= {"validity": validity, "starts_on": as_known_date(starts_on), "ends_on": as_known_date(ends_on)}
    text = _text_without_term(agreement) if basis == "text" else None
    if text is None:
        return make_instrument(agreement, InstrumentKind.MOU if basis == "text" else basis, **values)
    for name, value in values.items():
        setattr(text, name, value)
    text.save()
    return text


def _text_without_term(agreement):
    silent = ("", Instrument.Validity.NOT_STATED)
    return agreement.instruments.filter(kind=InstrumentKind.MOU, validity__in=silent).first()


def confirm(agreement, since, *, until=None, kind="silent", running="yes", office=None):
    """Record that an office confirms a period, by default up to today, and that it was accepted."""
    day = until or localdate()
    Attestation.objects.create(
        agreement=agreement,
        kind=kind,
        starts_on=as_known_date(since),
        ends_on=as_known_date(day),
        running=running,
        office=office
        or Office.objects.get_or_create(
            code="opd-konfirmasi", defaults={"name": "Dinas Penjawab", "confirmed_on": TODAY}
        )[0],
        answered_on=day,
        entered_on=day,
        accepted_on=day,
    )
    refresh_digest(agreement)
    return agreement


def make_quiet(title="Diam", *, on, **values):
    """Return an agreement that was signed on `on`, since when an office confirms that nothing happened."""
    return confirm(make_signed(title, on=on, **values), on)


def set_facts(agreement, *, activities=(), evidence=None, anchor=UNKNOWN, anchor_kind="signing", **values):
    """Overwrite the derived rows of an agreement with these facts, whatever its own rows are.

    `anchor` is the day of its one paper, of the kind `anchor_kind`.
    """
    papers = (Paper(AnchorKind(anchor_kind), anchor),) if anchor else ()
    given = {
        **{name: getattr(agreement, name) for name in ("stage", "track", "is_comparison")},
        "is_committed": True,
        "open_ended": False,
        **dict.fromkeys(("ends_latest", "paid_until", "begins_on", "former_end_on", "ended_on")),
        **dict.fromkeys(("first_text", "start"), KnownDate.unknown()),
        **dict.fromkeys(("letters", "dues", "attested"), ()),
        **values,
    }
    seen = (KnownDate.day(localdate()),) if evidence is None else evidence
    facts = Facts(activities=tuple(activities), papers=papers, evidence=(*seen, *activities), **given)
    names = ("is_committed", "ends_latest", "open_ended", "begins_on", "former_end_on")
    first = min(facts.dues, key=lambda due: due.day.latest, default=Due(KnownDate.unknown(), 0))
    Digest.objects.filter(agreement=agreement).update(
        **{name: getattr(facts, name) for name in names},
        anchor_kind=anchor_kind if anchor else "",
        anchor_earliest=anchor.earliest,
        anchor_on=anchor.latest,
        next_due_earliest=first.day.earliest,
        next_due_on=first.day.latest,
        next_due_moved=first.moved,
    )
    Stretch.objects.filter(agreement=agreement).delete()
    Stretch.objects.bulk_create(
        Stretch(agreement=agreement, first_day=first, last_day=last, **answer._asdict())
        for first, last, answer in stretches_of(facts)
    )


def past_steps(track, *, until, on=None):
    """Return every step before the stage `until`, satisfied, as lines for `record_past`."""
    evidence = StepEvidence(decided_on=on or KnownDate.year(2020))
    track = Track(track)
    return [
        PastStep(stage=spec.stage, holder=holder, state=spec.satisfied_state, evidence=evidence)
        for spec in TRACKS[track][: position(track, until)]
        for holder in spec.holders
    ]


def make_assessment(agreement, reply=Reply.YES, **replies):
    """Return an assessment with one reply to every question; `replies` are exceptions by code."""
    assessment = Assessment.objects.create(agreement=agreement)
    for question in QUESTIONS:
        Answer.objects.create(assessment=assessment, question=question.code, reply=replies.get(question.code, reply))
    return assessment


def advance_to(agreement, target, by, on=None):
    """Advance stage by stage to `target`, with a complete assessment if there is none."""
    today = localdate()
    on = on or KnownDate.day(today - timedelta(days=204))
    if not Assessment.objects.filter(agreement=agreement).exists():
        make_assessment(agreement)
    for spec in TRACKS[Track(agreement.track)]:
        if spec.stage == agreement.stage:
            continue
        agreement.refresh_from_db()
        told = StepEvidence(reply_number="119/KS", decided_on=on)
        evidence = {step.holder: told for step in agreement.steps.filter(stage=agreement.stage)}
        advance(agreement, to=spec.stage, by=by, on=on, today=today, evidence=evidence)
        if spec.stage == target:
            break
    agreement.refresh_from_db()


def make_signed(title="Kerja sama yang ditandatangani", *, by=None, on=None, today=None, **values):
    """Return a KSDPL agreement that went through every step and was signed on `on`.

    The rows of the steps are written at once, without the actions; a test checks that they equal those of `sign`. Its
    text does not say how long it holds: see `make_term`.
    """
    today = today or localdate()
    on = on or KnownDate.day(today - timedelta(days=242))
    agreement = _register(title, by=by, today=today, **values)
    rare = agreement.renews_id or "as_of" in values or agreement.track == Track.LEGACY
    (sign if rare else _sign_at_once)(agreement, by, on=on, today=today)
    agreement.instruments.filter(kind=InstrumentKind.MOU).update(validity=Instrument.Validity.NOT_STATED)
    agreement.refresh_from_db()
    return agreement


def _sign_at_once(agreement, by, *, on, today):
    """Write the rows that `sign` writes for an agreement that has only been registered."""
    _write_steps(agreement, _lines_to_signing(agreement, on), by)
    enter(agreement, Stage.SIGNING, on if on.latest else KnownDate.unknown())
    finish(agreement, by=by, reason=str(Verb.RECORD_PAST.label))


def sign(agreement, by, *, on=None, today=None):
    """Take an agreement through every step to its signature on `on`."""
    today = today or localdate()
    record_past(agreement, steps=_lines_to_signing(agreement, on or KnownDate.day(today)), by=by, today=today)


def _lines_to_signing(agreement, on):
    signing = PastStep(
        stage=Stage.SIGNING,
        holder=spec_of(Track(agreement.track), Stage.SIGNING).holders[0],
        state=StepState.DONE,
        evidence=StepEvidence(decided_on=on),
    )
    return [*past_steps(agreement.track, until=Stage.SIGNING), signing]


def _write_steps(agreement, lines, by):
    opened = {(step.stage, step.holder): step for step in agreement.steps.all()}
    new = []
    for line in lines:
        step = opened.get((line.stage, line.holder))
        if step is None:
            step = Step(agreement=agreement, stage=line.stage, holder=line.holder, version=1)
            new.append(step)
        line.write_to(step)
        drop_wrong_begin(step, spec_of(Track(agreement.track), line.stage))
        keep_signing(step, by=by)
        record_author(step, by=by)
    for step in opened.values():
        save(step, by=by)
    bulk_create_with_history(new, Step)


def make_document(agreement, *, by=None, public=True, name="naskah.pdf", data=None, **values):
    document = Document(
        agreement=agreement,
        kind=values.pop("kind", Document.Kind.AGREEMENT_TEXT),
        title=values.pop("title", "Naskah kerja sama"),
        publication_class="public" if public else "internal",
        **values,
    )
    return attach_document(document, content_of(data or small_pdf(), name), by=by)
