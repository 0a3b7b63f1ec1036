"""Entries of a record that do not fit together. They are saved all the same and shown as warnings, never refused."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle import rules, tracks, vocabulary
from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.models import Agreement, Signature, Step
from jambi_coop.lib.dates.known_date import KnownDate

from .horizon import no_longer_running
from .instruments import latest_signing
from .names import office_name
from .old_texts import may_lack_steps
from .status import status_of
from .wording import day_label

# Stages at which others give their approval. Signing before one of them can be recorded, and gives a warning.
APPROVALS = (Stage.COUNCIL, Stage.VERIFICATION, Stage.CONFIRMATION, Stage.CENTRAL_APPROVAL)


def contradictions(agreement: Agreement, steps: list[Step], today: date) -> list[str]:
    """Return one sentence for each contradiction in the record on `today`; digest and follow-ups are loaded."""
    found = [status_of(agreement, today).contradiction, _status_against_office(agreement, today)]
    track, stage, signed = Track(agreement.track), Stage(agreement.stage), agreement.signed_on
    if signed and rules.spec_of(track, Stage.SIGNING) and rules.before_signing(track, stage):
        found.append(_("There is a signing date, but the stage is still before signing."))
    approved = [step for step in steps if step.stage in APPROVALS and step.state in vocabulary.SATISFIED]
    for step in approved:
        if signed and step.ended_on and signed.certainly_before(step.ended_on):
            text = _("Signed on %(signed)s, before “%(step)s” of %(decided)s.")
            found.append(text % {"signed": signed, "step": step, "decided": step.ended_on})
    found += _signed_too_late(signed, steps)
    found += [*stages_out_of_order(track, steps), *late_begins(agreement, steps), *_days_of_signing(agreement)]
    early = [
        one
        for one in agreement.follow_ups.all()
        for day in [one.started_on or one.done_on]
        if signed and day and day.certainly_before(signed)
    ]
    if early:
        text = ngettext(
            "%(count)d follow-up took place before the signing.",
            "%(count)d follow-ups took place before the signing.",
            len(early),
        )
        found.append(text % {"count": len(early)})
    return [one for one in [*found, *stage_against_evidence(agreement, today)] if one]


def _signed_too_late(signed: KnownDate, steps: Sequence[Step]) -> list[str]:
    """Report answers, in their last round, that did not hold any more on the day of the signing."""
    last = {(one.stage, one.holder): one for one in sorted(steps, key=lambda one: one.round)}
    text = _("Signed on %(signed)s, but “%(step)s” was valid only until %(until)s.")
    return [
        text % {"signed": signed, "step": one, "until": one.valid_until}
        for one in last.values()
        if one.state in vocabulary.SATISFIED and signed.certainly_after(one.valid_until)
    ]


def _status_against_office(agreement: Agreement, today: date) -> str:
    """Report that an office states that it no longer runs while the status does not say so; "" where it does not."""
    row, status = no_longer_running(agreement.attestations.all()), status_of(agreement, today)
    if row is None or status.group in (StatusGroup.ENDED, StatusGroup.DISCONTINUED):
        return ""
    words = {"status": status.word, "office": office_name(row.office), "date": day_label(row.answered_on)}
    return _("The status says “%(status)s”, but %(office)s states on %(date)s that it no longer runs.") % words


def _days_of_signing(agreement: Agreement) -> list[str]:
    """Report texts whose recorded day cannot be that of the last signature of the sides that are told apart."""
    found = []
    for instrument in agreement.instruments.all():
        signatures = list(instrument.signatures.all())
        last = latest_signing(one.signed_on for one in signatures if one.side != Signature.Side.ALL)
        for one in signatures:
            day = one.signed_on
            if one.side == Signature.Side.ALL and (day.certainly_before(last) or day.certainly_after(last)):
                text = _("The day of the text (%(day)s) is not that of the last signature (%(last)s).")
                found.append(text % {"day": day, "last": last})
    return found


def stages_out_of_order(track: Track, steps: Sequence[Step]) -> list[str]:
    """Report steps of the party tracks that are dated before the end of an earlier stage, each with the last such one.

    Only steps of the same round are compared: a repaired plan is later than the answers to the plan before it.
    Signing before an approval is left out here, since it has its own sentence (`contradictions`).
    """
    if track not in vocabulary.PARTY_TRACKS:
        return []
    found = []
    for later in steps:
        day = later.ended_on or later.sent_on
        before = [
            one
            for one in steps
            if one.round == later.round
            and one.state in vocabulary.SATISFIED
            and 0 <= rules.position(track, Stage(one.stage)) < rules.position(track, Stage(later.stage))
            and day.certainly_before(one.ended_on)
            and not (later.stage == Stage.SIGNING and one.stage in APPROVALS)
        ]
        if before:
            first = max(before, key=lambda one: one.ended_on.latest or date.min)
            text = _("“%(later)s” of %(day)s lies before “%(first)s” of %(decided)s, which comes first.")
            words = {"later": later, "day": day, "first": first, "decided": first.ended_on}
            found.append(text % words)
    return found


def late_begins(agreement: Agreement, steps: Sequence[Step]) -> list[str]:
    """Report beginnings on the party tracks that are later than what should follow them: of a stage, and of the contact
    with the partner.

    A stage that begins while an earlier one is still worked on is usual, and is not reported.
    """
    track = Track(agreement.track)
    if track not in vocabulary.PARTY_TRACKS:
        return []
    found = []
    for first in steps:
        begun = first.received_on
        spec = rules.spec_of(track, Stage(first.stage))
        after = [
            (day, one)
            for one in steps
            for day in [one.ended_on or one.sent_on or one.received_on]
            if one.round == first.round
            and rules.position(track, Stage(one.stage)) > rules.position(track, Stage(first.stage))
            and begun.certainly_after(day)
        ]
        if spec and not spec.asked and after:
            day, later = min(after, key=lambda pair: pair[0].latest or date.max)
            text = _("“%(first)s” was begun on %(begun)s, after “%(later)s” of %(day)s, which comes later.")
            found.append(text % {"first": first, "begun": begun, "later": later, "day": day})
    return found + _late_first_stage(agreement, track, steps)


def _late_first_stage(agreement: Agreement, track: Track, steps: Sequence[Step]) -> list[str]:
    """Report an entry into the first stage, or a first contact, that is later than the end of that stage."""
    stage = rules.first_stage(track)
    done = [one for one in steps if one.stage == stage and one.round == 1 and one.state in vocabulary.SATISFIED]
    file = getattr(agreement, "assessment", None)
    contact = file.first_contact_on if file else KnownDate.unknown()
    found = []
    for step in done:
        given = {"step": step, "decided": step.ended_on, "as_of": agreement.stage_as_of, "contact": contact}
        if agreement.stage == stage and agreement.stage_as_of.certainly_after(step.ended_on):
            text = _("The stage is recorded as of %(as_of)s, but “%(step)s” was finished on %(decided)s.")
            found.append(text % given)
        if contact.certainly_after(step.ended_on):
            text = _("The first contact is of %(contact)s, after “%(step)s” was finished on %(decided)s.")
            found.append(text % given)
    return found


def stage_against_evidence(agreement: Agreement, today: date) -> list[str]:
    """Report where the recorded stage contradicts dates and activity; digest and follow-ups are loaded."""
    digest, stage = agreement.digest, Stage(agreement.stage)
    over = stage in tracks.END_STAGES
    activity = agreement.stretch_on(today).activity
    given: dict[str, object] = {"stage": stage.label, "day": activity}
    found = []
    # An early end is the stage TERMINATED; there a term that runs on is no contradiction.
    if stage == Stage.COMPLETED and digest.ends_latest and digest.ends_latest > today:
        given["end"] = KnownDate.day(digest.ends_latest)
        found.append(_("The stage says “%(stage)s”, but the last term runs until %(end)s.") % given)
    ended = agreement.ended_on.latest
    if over and activity.latest and ended and activity.latest > ended:
        found.append(_("The stage says “%(stage)s”, but there is later activity: %(day)s.") % given)
    is_contact = stage == Stage.CONTACT
    early = (
        not over and not is_contact and rules.before_signing(Track(agreement.track), stage) and not digest.is_committed
    )
    if (early or stage == Stage.DISCONTINUED) and activity:
        found.append(_("The stage says “%(stage)s”, but activity is recorded: %(day)s.") % given)
    still_open = [one for one in agreement.follow_ups.all() if one.is_open]
    if over and still_open:
        text = ngettext(
            "The stage says “%(stage)s”, but %(count)d follow-up is still open.",
            "The stage says “%(stage)s”, but %(count)d follow-ups are still open.",
            len(still_open),
        )
        found.append(text % {"stage": stage.label, "count": len(still_open)})
    if over and not agreement.ended_on:
        found.append(_("The stage says “%(stage)s”, but the day is not recorded.") % given)
    withheld = [one for one in agreement.follow_ups.all() if not one.is_public and (one.done_on or one.started_on)]
    if withheld:
        text = ngettext(
            "%(count)d withheld follow-up does not count for the follow-up condition.",
            "%(count)d withheld follow-ups do not count for the follow-up condition.",
            len(withheld),
        )
        found.append(text % {"count": len(withheld)})
    return found


def stage_against_steps(agreement: Agreement, steps: Sequence[Step]) -> list[str]:
    """Report where the stage contradicts the steps; the verbs of the register cannot produce any of this."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    if rules.position(track, stage) < 0:
        return [_("The stage “%(stage)s” does not belong to the track.") % {"stage": stage.label}]
    known = [step.fact for step in steps]
    found = []
    furthest = rules.furthest_stage(track, known)
    if furthest and rules.position(track, furthest) > rules.position(track, stage):
        text = _("The stage is “%(stage)s”, but there is a step of “%(further)s”.")
        found.append(text % {"stage": stage.label, "further": furthest.label})
    blocking = [str(one) for one in rules.missing(track, stage, known) if one.blocking]
    if blocking and not may_lack_steps(agreement):
        text = _("The stage is “%(stage)s” without: %(steps)s.")
        found.append(text % {"stage": stage.label, "steps": "; ".join(blocking)})
    return found
