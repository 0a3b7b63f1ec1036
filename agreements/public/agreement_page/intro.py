"""The head of the page: status, partners, signatures, terms, renewals."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle.holding import who_moves
from agreements.lifecycle.rules import StepFact, latest_rounds
from agreements.lifecycle.tracks import STAGE_GROUPS
from agreements.lifecycle.vocabulary import (
    AGREEMENTS_OF_OTHERS,
    ANSWERED,
    Holder,
    Stage,
    StatusGroup,
    StepState,
    state_word,
)
from agreements.models import Agreement, Instrument, Party
from agreements.record.instruments import Term, intents_of, term_of, terms_of, text_of
from agreements.record.status import Status, status_of, word_of
from agreements.record.wording import date_label, day_label, days_label, happened, holder_label, period_label
from jambi_coop.lib.dates.counting import add_months
from jambi_coop.lib.dates.known_date import KnownDate

from .abandoned import reason_label, step_facts_of
from .lapses import Lapse, force_of, lapse_between, lapses_before


def last_known_sentence(stage: str, track: str, as_of: KnownDate, evidence_on: date | None) -> str:
    """Return the text in place of an unknown status, such as "Status terakhir diketahui: Berjalan (2016–2017)".

    The day is that of the stage; the year alone of evidence that is certainly later.
    """
    word = word_of(STAGE_GROUPS[Stage(stage)], stage, track)
    is_later = evidence_on is not None and (as_of.latest is None or evidence_on > as_of.latest)
    when = str(evidence_on.year) if evidence_on is not None and is_later else date_label(as_of)
    words = _("Last known status: %(word)s") % {"word": word}
    return f"{words} ({when})" if when else words


def is_stage_known(stage: str, facts: Iterable[StepFact]) -> bool:
    """False where every step of the present stage is *not known*: the record has to stand at some stage, but nothing
    says that it was reached."""
    states = [fact.state for fact in facts if fact.stage == stage]
    return not states or any(state != StepState.UNKNOWN for state in states)


def status_label(status: Status, agreement: Agreement, facts: Iterable[StepFact]) -> str:
    """Return the word of the status with the body that was asked or has answered, or the reason of the discontinuation.

    "Menunggu persetujuan: DPRD Kota Jambi" appears only while the paper is with that body. `facts`: steps of the
    present stage.
    """
    if status.group == StatusGroup.DISCONTINUED:
        reason = reason_label(agreement.end_reason_code)
        return f"{status.word}: {reason}" if reason else status.word
    if status.group != StatusGroup.AWAITING:
        return status.word
    last = [fact for fact in latest_rounds(facts).values() if fact.stage == agreement.stage]
    asked = [fact for fact in last if who_moves(fact.stage, fact.holder, fact.state) != Holder.CITY]
    answered = [fact for fact in last if fact.state in ANSWERED]
    word = status.word if asked or not answered else state_word(answered[0].stage, answered[0].state)
    if not asked and agreement.stage in AGREEMENTS_OF_OTHERS and answered:
        return word
    names = [holder_label(agreement, fact.holder) for fact in asked or answered]
    return f"{word}: {', '.join(names)}" if names else word


def status_tag(agreement: Agreement, today: date) -> dict:
    """Return the tag of an agreement whose digest and steps are loaded: `group` sets its colour, `word` is its text.

    `ending` is the day of the end if that is near; `last_known` explains an unknown status; `is_stage_known` as above.
    """
    status: Status = status_of(agreement, today)
    last_known = ""
    stage_known = is_stage_known(agreement.stage, step_facts_of(agreement.steps.all()))
    if status.group == StatusGroup.UNKNOWN and stage_known:
        last_known = last_known_sentence(
            agreement.stage, agreement.track, agreement.stage_as_of, agreement.stretch_on(today).evidence_on
        )
    ending = status.ending_on
    return {
        "group": status.group.value,
        "word": status_label(status, agreement, step_facts_of(agreement.steps.all())),
        "ending": ending,
        "ending_days": days_label((ending - today).days, agreement.digest.ends_earliest == ending) if ending else "",
        "last_known": last_known,
        "is_stage_known": stage_known,
    }


def public_parties(agreement: Agreement) -> list[Party]:
    """Return the parties whose partner has a public page; the others are not mentioned."""
    return [party for party in agreement.parties.all() if party.partner.is_public and not party.partner.in_trash]


def ended_sentence(agreement: Agreement) -> str:
    """Return a text such as "Ended early in May 2024"; "" without a day."""
    on = date_label(agreement.ended_on)
    return f"{happened(agreement.get_stage_display(), agreement.ended_on)} {on}" if on else ""


def no_term_label(agreement: Agreement) -> str:
    """Return what is known of the validity where no term is: the text, or the Letter of Intent where that is all, does
    not say, nobody knows, or nothing."""
    text = next(reversed([*intents_of(agreement), *filter(None, [text_of(agreement)])]), None)
    answered = (Instrument.Validity.NOT_STATED, Instrument.Validity.NOT_KNOWN)
    if text is not None and text.validity in answered:
        return str(text.get_validity_display())
    return _("No term recorded")


def validity_of(agreement: Agreement, today: date) -> list[tuple[Term, str, Lapse | None, str]]:
    """Return each of the terms with its days and the lapse before it; the last one with the latest day for notice.

    Where a Letter of Intent is all, its own time is shown; between two of these nothing lapses.
    """
    terms = terms_of(agreement)
    if not terms and text_of(agreement) is None:
        intents = filter(None, (term_of(one) for one in intents_of(agreement)))
        return [(term, _period(term), None, "") for term in intents]
    lapses = lapses_before((term.starts_on, term.ends_on) for term in terms)
    return [
        (term, _period(term), lapse, _notice(term, today) if term is terms[-1] else "")
        for term, lapse in zip(terms, lapses, strict=True)
    ]


def _period(term: Term) -> str:
    if term.starts_on and term.ends_on and not term.open_ended:
        return period_label(term.starts_on, term.ends_on)
    start = str(term.starts_on) if term.starts_on else _("start not known")
    end = str(term.ends_on) if term.ends_on else _("end not known")
    if term.open_ended:
        end = _("open-ended")
    return f"{start} – {end}"


def _notice(term: Term, today: date) -> str:
    """Return the last day on which a party can give notice; "" once it has passed. Without a known end, the months
    of notice."""
    months = term.notice_months
    if not months:
        return ""
    if term.open_ended or term.ends_on.earliest is None:
        return ngettext("%(count)d month of notice", "%(count)d months of notice", months) % {"count": months}
    last = add_months(term.ends_on.earliest, -months)
    return _("notice by %(date)s at the latest") % {"date": day_label(last)} if last >= today else ""


def renewals_of(agreement: Agreement) -> Iterable[tuple[str, Agreement, Lapse | None]]:
    """Yield the public record that this one renews, and those that renew it, each with the lapse between."""
    start, end = force_of(agreement)
    former = agreement.renews
    if former and former.is_public and not former.in_trash:
        yield _("Renews"), former, lapse_between(force_of(former)[1], start)
    for later in agreement.renewed_by.all():
        yield _("Renewed by"), later, lapse_between(end, force_of(later)[0])
