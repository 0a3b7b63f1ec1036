"""Head and summary of one agreement: status, partners, who signed where and when, how long it runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.lifecycle import (
    ANSWERED,
    STAGE_GROUPS,
    Group,
    Holder,
    Stage,
    StepFact,
    latest_rounds,
    state_word,
)
from agreements.lifecycle.holding import who_moves
from agreements.models import Agreement, Party, Term
from agreements.status import Status, status_of, word_of
from jambi_coop.lib.dates import KnownDate, add_months
from jambi_coop.lib.money import country_name

from .lapses import Lapse, force_of, lapse_between, lapses_before
from .papers import DocumentLink, public_links
from .stopped import facts_of, reason_words, stopped_words
from .words import SourceLine, Text, Texts, date_words, day_words, days_words, happened, holder_words, source_line


@dataclass(frozen=True)
class StatusTag:
    """`group` colours the tag, `word` is its text; `last_known` explains a status that is not known."""

    group: str
    word: str
    ending: str = ""
    ending_days: str = ""
    last_known: str = ""


@dataclass(frozen=True)
class PartnerLine:
    """A public partner. `role` is "" for a plain party."""

    name: str
    local_name: str
    url: str
    country: str
    role: str


@dataclass(frozen=True)
class SignatureLine:
    """Who signed for one side, as on the public text."""

    side: str
    name: str
    title: str
    on: str
    place: str
    number: str


@dataclass(frozen=True)
class TermLine:
    """One stretch of validity; `lapse` tells that nothing was in force before it, `notice` until when to speak up."""

    dates: str
    basis: str
    review_on: str
    notice: str
    lapse: str
    document: DocumentLink | None


@dataclass(frozen=True)
class RenewalLine:
    """The record before or after this one; `lapse` is what lay between them."""

    words: str
    title: Text
    url: str
    lapse: str


@dataclass(frozen=True)
class Summary:
    """The facts of the summary list; an empty one is left out or said to be not recorded."""

    kind: str
    legal_form: str
    city_role: str
    instrument: str
    fields: tuple[Text, ...]
    sectors: tuple[Text, ...]
    stage: str
    stage_as_of: str
    stage_source: SourceLine | None
    signed_on: str
    joined_on: str
    signatures: tuple[SignatureLine, ...]
    terms: tuple[TermLine, ...]
    renewals: tuple[RenewalLine, ...]
    ended_on: str
    stopped: str
    lead_office: Text
    supporting_offices: tuple[Text, ...]
    other_actors: Text
    location: str
    checked_on: str


def last_known_words(stage: str, track: str, as_of: KnownDate, evidence_on: date | None) -> str:
    """What is said in place of a status: "Status terakhir diketahui: Berjalan (2016–2017)"."""
    word = word_of(STAGE_GROUPS[Stage(stage)], stage, track)
    when = date_words(as_of) or (str(evidence_on.year) if evidence_on else "")
    words = _("Last known status: %(word)s") % {"word": word}
    return f"{words} ({when})" if when else words


def status_words(status: Status, agreement: Agreement, facts: Iterable[StepFact]) -> str:
    """The word of the tag with what a reader asks next: who was asked, what was answered, why it was given up.

    "Menunggu persetujuan: DPRD Kota Jambi" only while the paper lies there. `facts`: steps of the present stage.
    """
    if status.group == Group.DISCONTINUED:
        reason = reason_words(agreement.end_reason_code)
        return f"{status.word}: {reason}" if reason else status.word
    if status.group != Group.AWAITING:
        return status.word
    last = [fact for fact in latest_rounds(facts).values() if fact.stage == agreement.stage]
    asked = [fact for fact in last if who_moves(fact.stage, fact.holder, fact.state) != Holder.CITY]
    answered = [fact for fact in last if fact.state in ANSWERED]
    word = status.word if asked or not answered else state_word(answered[0].stage, answered[0].state)
    names = [holder_words(agreement, fact.holder) for fact in asked or answered]
    return f"{word}: {', '.join(names)}" if names else word


def build_status(agreement: Agreement, today: date) -> StatusTag:
    """The tag of an agreement whose digest and steps are loaded."""
    status: Status = status_of(agreement, today)
    last_known = ""
    if status.group == Group.UNKNOWN:
        last_known = last_known_words(
            agreement.stage, agreement.track, agreement.stage_as_of, agreement.stretch_on(today).evidence_on
        )
    ending = status.ending_on
    return StatusTag(
        group=status.group.value,
        word=status_words(status, agreement, facts_of(agreement.steps.all())),
        ending=day_words(ending),
        ending_days=days_words((ending - today).days, agreement.digest.ends_earliest == ending) if ending else "",
        last_known=last_known,
    )


def public_parties(agreement: Agreement) -> list[Party]:
    """Parties whose partner has a public page; the others are not mentioned."""
    return [party for party in agreement.parties.all() if party.partner.is_public and not party.partner.in_trash]


def build_partners(agreement: Agreement) -> tuple[PartnerLine, ...]:
    language = get_language() or "id"
    return tuple(
        PartnerLine(
            name=party.partner.name,
            local_name=party.partner.name_local,
            url=party.partner.get_absolute_url(),
            country=country_name(party.partner.country, language),
            role=party.get_role_display() if party.role != Party.Role.PARTY else "",
        )
        for party in public_parties(agreement)
    )


def build_summary(agreement: Agreement, texts: Texts, today: date) -> Summary:
    """From the agreement with its fields, sectors, offices, parties, terms and steps as loaded."""
    stopped = stopped_words(agreement)
    return Summary(
        kind=agreement.get_kind_display(),
        legal_form=agreement.get_legal_form_display() if agreement.legal_form not in ("", "none") else "",
        city_role=agreement.get_city_role_display() if agreement.city_role else "",
        instrument=agreement.get_instrument_display() if agreement.instrument else "",
        fields=tuple(texts(field, "name") for field in agreement.legal_fields.all()),
        sectors=tuple(texts(sector, "name") for sector in agreement.sectors.all()),
        stage=agreement.get_stage_display(),
        stage_as_of=date_words(agreement.stage_as_of),
        stage_source=source_line(agreement.stage_source),
        signed_on=date_words(agreement.signed_on),
        joined_on=date_words(agreement.joined_on),
        signatures=tuple(_signatures(agreement)),
        terms=_terms(agreement, today),
        renewals=tuple(_renewals(agreement, texts)),
        ended_on=_ended(agreement) if not stopped else "",
        stopped=stopped,
        lead_office=texts(agreement.lead_office, "name") if agreement.lead_office else Text(""),
        supporting_offices=tuple(texts(office, "name") for office in agreement.supporting_offices.all()),
        other_actors=texts.only_indonesian(agreement.other_actors),
        location=agreement.location,
        checked_on=day_words(agreement.checked_on),
    )


def _ended(agreement: Agreement) -> str:
    """ "Ended early in May 2024"; "" without a day."""
    on = date_words(agreement.ended_on)
    return f"{happened(agreement.get_stage_display(), agreement.ended_on)} {on}" if on else ""


def _signatures(agreement: Agreement) -> list[SignatureLine]:
    city = SignatureLine(
        side=agreement.region,
        name=agreement.city_signatory,
        title=agreement.city_signatory_title,
        on=date_words(agreement.city_signed_on),
        place=agreement.city_signed_place,
        number=agreement.city_document_number,
    )
    others = [
        SignatureLine(
            side=party.partner.name,
            name=party.signatory,
            title=party.signatory_title,
            on=date_words(party.signed_on),
            place=party.signed_place,
            number=party.document_number,
        )
        for party in public_parties(agreement)
    ]
    return [line for line in (city, *others) if any((line.name, line.title, line.on, line.place, line.number))]


def _terms(agreement: Agreement, today: date) -> tuple[TermLine, ...]:
    terms, links = list(agreement.terms.all()), public_links(agreement)
    lapses = lapses_before((term.starts_on, term.ends_on) for term in terms)
    return tuple(
        TermLine(
            dates=_term_dates(term),
            basis=term.get_basis_display(),
            review_on=day_words(term.review_on),
            notice=_notice(term, today) if term is terms[-1] else "",
            lapse=str(lapse) if lapse else "",
            document=links.get(term.document_id),
        )
        for term, lapse in zip(terms, lapses, strict=True)
    )


def _term_dates(term: Term) -> str:
    start = date_words(term.starts_on) or _("start not known")
    end = _("open-ended") if term.open_ended else date_words(term.ends_on) or _("end not known")
    return f"{start} – {end}"


def _notice(term: Term, today: date) -> str:
    """Until when a party that does not want to go on must say so, while that may still be done."""
    months = term.notice_months
    if not months:
        return ""
    if term.open_ended or term.ends_on.earliest is None:
        return ngettext("%(count)d month of notice", "%(count)d months of notice", months) % {"count": months}
    last = add_months(term.ends_on.earliest, -months)
    return _("notice by %(date)s at the latest") % {"date": day_words(last)} if last >= today else ""


def _renewals(agreement: Agreement, texts: Texts) -> Iterable[RenewalLine]:
    """The public record that this one renews, and those that renew it, with what lay between."""
    start, end = force_of(agreement)
    former = agreement.renews
    if former and former.is_public and not former.in_trash:
        yield _renewal(_("Renews"), former, texts, lapse_between(force_of(former)[1], start))
    for later in agreement.renewed_by.all():
        yield _renewal(_("Renewed by"), later, texts, lapse_between(end, force_of(later)[0]))


def _renewal(words: str, other: Agreement, texts: Texts, lapse: Lapse | None) -> RenewalLine:
    return RenewalLine(words, texts(other, "title"), other.get_absolute_url(), str(lapse) if lapse else "")
