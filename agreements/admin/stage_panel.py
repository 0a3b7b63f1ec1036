"""The panel above an agreement's parts: stage, missing steps, contradictions and possible actions."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.before_signing.assessment import replies_of
from agreements.corrections.correction import CORRECT_STEP, page_of
from agreements.corrections.steps import OUTSIDE, may_be_corrected
from agreements.letter_writing.pages import may_write
from agreements.lifecycle import rules, tracks, vocabulary
from agreements.lifecycle.tracks import StageSpec
from agreements.lifecycle.vocabulary import Stage, Track
from agreements.models import Agreement, Instrument, Step
from agreements.record.contradictions import contradictions
from agreements.record.letters import has_letters
from agreements.record.old_texts import track_sentence
from agreements.record.permissions import may_do
from agreements.record.renewal import binds
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from agreements.reminders.admin import OF_AGREEMENT
from agreements.reminders.sent_messages import messages_of
from agreements.stages.letter_pages import links_to_acts


class StageMark(TextChoices):
    """Progress of one stage of the track."""

    DONE = "done", _("done")
    NOW = "now", _("now")
    WAIVED = "waived", _("without proof")
    MISSING = "missing", _("missing")
    LEFT_OUT = "left_out", _("left out")
    AHEAD = "ahead", _("ahead")


@dataclass(frozen=True)
class Link:
    """A link with its label and, if it leads to rows, their number."""

    label: str
    url: str
    count: int | None = None


def _mark(spec: StageSpec, place: int, now: int, steps: list[Step]) -> StageMark:
    if place == now:
        return StageMark.NOW
    if len(steps) >= len(spec.holders) and all(step.state in vocabulary.SATISFIED for step in steps):
        return StageMark.DONE
    if steps and all(step.state in vocabulary.SATISFIED or step.is_waived for step in steps):
        return StageMark.WAIVED
    if place > now:
        return StageMark.AHEAD
    return StageMark.LEFT_OUT if spec.optional else StageMark.MISSING


@dataclass(frozen=True)
class Correctable:
    """A row of the panel, and the page on which it is taken back; no `url` where this user can take nothing back."""

    row: Step | Instrument
    url: str = ""


def _correctable(row: Step | Instrument, kind: str, may: bool) -> Correctable:
    return Correctable(row, page_of(row.agreement, kind, row.pk) if may else "")


def papers_of(agreement: Agreement, user) -> list[Correctable]:
    """Return the signed papers, the first signed first."""
    may = _may_correct(agreement, user)
    papers = agreement.instruments.select_related("agreement").prefetch_related("signatures")
    signed = sorted(filter(attrgetter("is_signed"), papers), key=lambda one: (one.signed_on.latest or date.min, one.pk))
    return [_correctable(one, "instrument", may) for one in signed]


def _may_correct(agreement: Agreement, user) -> bool:
    return not agreement.in_trash and user.has_perms(["agreements.change_agreement", CORRECT_STEP])


def stage_lines(
    agreement: Agreement, steps: list[Step], may_correct: bool = False
) -> list[tuple[StageSpec, StageMark, list[Correctable]]]:
    """Return every stage of the agreement's track in order, with the last round of its steps."""
    track = Track(agreement.track)
    now = rules.position(track, Stage(agreement.stage))
    last = {(step.stage, step.holder): step for step in sorted(steps, key=lambda step: step.round)}
    lines = []
    for place, spec in enumerate(tracks.TRACKS[track]):
        own = [step for (stage, _holder), step in last.items() if stage == spec.stage]
        rows = [_correctable(step, "step", may_correct and may_be_corrected(step, steps)) for step in own]
        lines.append((spec, _mark(spec, place, now, own), rows))
    return lines


def letter_acts(agreement: Agreement, steps: list[Step], user) -> list[tuple[Step, list[Link]]]:
    """Return the steps of the present stage that have letters, in their last round, with links to the acts on these."""
    if not user.has_perm("agreements.change_step"):
        return []
    last = {step.holder: step for step in sorted(steps, key=lambda one: one.round) if step.stage == agreement.stage}
    acts = [(step, links_to_acts(step)) for step in last.values() if has_letters(step)]
    return [(step, [Link(*link) for link in links]) for step, links in acts if links]


def verb_links(agreement: Agreement, user) -> list[Link]:
    """Return links to the life cycle actions that fit the stage and that this user may use."""
    if agreement.in_trash:
        return []
    verbs = rules.allowed_verbs(Track(agreement.track), Stage(agreement.stage))
    links = [
        Link(str(verb.label), reverse("admin:agreements_agreement_verb", args=[agreement.pk, verb.value]))
        for verb in verbs
        if may_do(user, verb)
    ]
    if agreement.stage in OUTSIDE and _may_correct(agreement, user):
        links.append(Link(str(_("Take the early end back")), page_of(agreement, "end", agreement.pk)))
    return links


def plan_links(agreement: Agreement, user) -> list[Link]:
    """Return links to plan a follow-up, record a review or renew, as far as they apply and the user has the right."""
    if agreement.in_trash:
        return []
    stage = Stage(agreement.stage)
    bound = binds(agreement)
    starts = stage not in tracks.END_STAGES and not agreement.follow_ups.scheduled().exists()
    offered = [
        (_("Plan a follow-up"), "first_follow_up", "agreements.add_followup", starts),
        (_("Record a review"), "review", "agreements.add_review", bound),
        (
            _("Renew with a new text"),
            "renew",
            "agreements.add_agreement",
            bound and not agreement.renewed_by.alive().exists(),
        ),
    ]
    return [
        Link(label, reverse(f"admin:agreements_agreement_{name}", args=[agreement.pk]))
        for label, name, right, fits in offered
        if fits and user.has_perm(right)
    ]


def part_links(agreement: Agreement, user) -> list[Link]:
    """Return links to the lists of rows of the agreement, with their numbers."""
    names = ("parties", "steps", "instruments", "documents", "follow_ups", "indicators", "beneficiaries", "reviews")
    names = (*names, "attestations", "transactions", "statements")
    parts = [agreement.documents.alive() if name == "documents" else getattr(agreement, name).all() for name in names]
    links = []
    for rows in parts:
        opts = rows.model._meta
        if user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
            url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            label = str(opts.verbose_name_plural)
            links.append(Link(label, f"{url}?agreement__id__exact={agreement.pk}", rows.count()))
    if user.has_perm("agreements.view_message"):
        url = f"{reverse('admin:agreements_message_changelist')}?{OF_AGREEMENT}={agreement.pk}"
        links.append(Link(str(_("messages")), url, messages_of(agreement).count()))
    return links


def stage_panel(agreement: Agreement, user, today: date) -> dict:
    """Return the context of the panel; the digest of `agreement` must be loaded."""
    track, stage = Track(agreement.track), Stage(agreement.stage)
    steps = list(agreement.steps.select_related("waiver", "waiver__by", "instrument"))
    known = [step.fact for step in steps]
    following = rules.next_stages(track, stage, known)
    return {
        "status": status_of(agreement, today),
        "valid_days": settings.ATTESTATION_VALID_DAYS,
        "track_sentence": track_sentence(agreement),
        "condition": verdict_of(agreement, today),
        "renewed_by": agreement.renewed_by.alive().order_by("pk"),
        "plans": plan_links(agreement, user),
        "lines": stage_lines(agreement, steps, _may_correct(agreement, user)),
        "letter_acts": letter_acts(agreement, steps, user),
        "writes_letters": may_write(user) and not agreement.in_trash and not agreement.is_comparison,
        "papers": papers_of(agreement, user),
        "next_stage": following[0] if following else None,
        "missing": rules.missing(track, following[0], known, replies_of(agreement)) if following else [],
        "waivers": [step.waiver for step in steps if step.is_waived],
        "contradictions": contradictions(agreement, steps, today),
        "verbs": verb_links(agreement, user),
        "parts": part_links(agreement, user),
    }
