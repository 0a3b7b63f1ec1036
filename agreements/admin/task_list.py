"""The page that an agreement opens with: its nine parts, how far each is, and where it is filled in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from agreements.actions import facts
from agreements.lifecycle import Stage, StepFact, Track, Verb
from agreements.lifecycle.questions import QUESTIONS
from agreements.models import Agreement, Assessment, Document, Measurement, Target
from agreements.models.follow_up import OPEN
from agreements.models.report import ReportState
from agreements.tasks import Part, Task, TaskFacts, TaskState, tasks_of

from .panel import Link, may_do
from .scope import AGREEMENT_PARAMETER, BACK, LIST_PARAMETER, TASKS

FORM_PARTS = (Part.IDENTITY, Part.ACTORS, Part.TEXT)
"""Parts that are pieces of the agreement's own form; the others have pages of their own."""


@dataclass(frozen=True)
class TaskRow:
    """A task with the page on which it is done; no `url` where it waits or this user has no right to the page."""

    task: Task
    url: str = ""
    further: list[Link] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return self.task.state == TaskState.CANNOT_START


def task_rows(agreement: Agreement, user, form_url: Callable[[str], str]) -> list[TaskRow]:
    """The nine parts as this user may go to them; `form_url` gives the address of a part of the form."""
    assessment = Assessment.objects.filter(agreement=agreement).prefetch_related("answers").first()
    tasks = tasks_of(task_facts(agreement, facts(agreement), assessment))
    rows = []
    for task in tasks:
        if task.state == TaskState.CANNOT_START:
            rows.append(TaskRow(task))
        elif task.part in FORM_PARTS:
            rows.append(TaskRow(task, form_url(task.part)))
        else:
            rows.append(_row_of_page(task, agreement, user, assessment))
    return rows


def next_url(rows: list[TaskRow], part: str) -> str:
    """The page of the first part after `part` that can be worked on; empty where none follows."""
    place = next((place for place, row in enumerate(rows) if row.task.part == part), len(rows))
    return next((row.url for row in rows[place + 1 :] if row.url), "")


# --- what is recorded ------------------------------------------------------------------------------------


def task_facts(agreement: Agreement, steps: Sequence[StepFact], assessment: Assessment | None) -> TaskFacts:
    """What the rules need of one agreement, in a number of queries that does not grow."""
    letters = frozenset(agreement.legal_fields.values_list("letter", flat=True))
    replies = assessment.replies() if assessment else {}
    asked = [question for question in QUESTIONS if question.asked_in(agreement.track, letters)]
    kinds = list(agreement.documents.kept().values_list("kind", flat=True))
    return TaskFacts(
        track=Track(agreement.track),
        stage=Stage(agreement.stage),
        publication_class=agreement.publication_class,
        steps=steps,
        has_title=bool(agreement.title),
        has_kind=bool(agreement.kind),
        has_summary=bool(agreement.summary),
        has_legal_form=bool(agreement.legal_form),
        has_legal_field=bool(letters),
        has_sector=agreement.sectors.exists(),
        partners=agreement.parties.count(),
        has_lead_office=agreement.lead_office_id is not None,
        has_person_in_charge=agreement.person_in_charge_id is not None,
        has_assessment=assessment is not None,
        is_decided=bool(assessment and assessment.decision),
        open_questions=sum(1 for question in asked if question.code not in replies),
        instrument=agreement.instrument,
        is_signed=bool(agreement.signed_on),
        has_city_signatory=bool(agreement.city_signatory),
        has_joined=bool(agreement.joined_on),
        has_paid=bool(agreement.paid_until),
        terms=agreement.terms.count(),
        legal_bases=agreement.citations.count(),
        documents=len(kinds),
        has_text=Document.Kind.AGREEMENT_TEXT in kinds,
        is_checked=agreement.checked_on is not None,
        **_results(agreement),
        **_follow_ups(agreement),
    )


def _results(agreement: Agreement) -> dict[str, int]:
    approved = Measurement.objects.filter(indicator=OuterRef("pk"), state=ReportState.APPROVED)
    indicators = agreement.indicators.annotate(
        has_target=Exists(Target.objects.filter(indicator=OuterRef("pk"))), has_value=Exists(approved)
    )
    found = list(indicators.values_list("has_target", "has_value"))
    return {
        "indicators": len(found),
        "indicators_without_target": sum(1 for has_target, _value in found if not has_target),
        "indicators_without_value": sum(1 for _target, has_value in found if not has_value),
    }


def _follow_ups(agreement: Agreement) -> dict[str, int]:
    return agreement.follow_ups.aggregate(
        follow_ups=Count("pk"),
        open_follow_ups=Count("pk", filter=OPEN),
    )


# --- where it is filled in -------------------------------------------------------------------------------


LISTS = {Part.DOCUMENTS: "document", Part.RESULTS: "indicator", Part.FOLLOW_UPS: "followup"}


def _row_of_page(task: Task, agreement: Agreement, user, assessment: Assessment | None) -> TaskRow:
    if task.part == Part.ASSESSMENT:
        return TaskRow(task, _assessment_url(agreement, user, assessment))
    if task.part == Part.COORDINATION:
        return TaskRow(task, _list_url(agreement, user, "step"), _past_steps_link(agreement, user))
    if task.part == Part.PUBLICATION:
        may = user.has_perm("agreements.change_agreement") and not agreement.in_trash
        return TaskRow(task, reverse("admin:agreements_agreement_publication", args=[agreement.pk]) if may else "")
    return TaskRow(task, _list_url(agreement, user, LISTS[task.part]))


def _assessment_url(agreement: Agreement, user, assessment: Assessment | None) -> str:
    if assessment is not None:
        may = user.has_perm("agreements.view_assessment")
        url = reverse("admin:agreements_assessment_change", args=[assessment.pk])
        return f"{url}?{BACK}={TASKS}" if may else ""
    if agreement.in_trash or not user.has_perm("agreements.add_assessment"):
        return ""
    return f"{reverse('admin:agreements_assessment_add')}?{AGREEMENT_PARAMETER}={agreement.pk}&{BACK}={TASKS}"


def _list_url(agreement: Agreement, user, model: str) -> str:
    if agreement.in_trash or not user.has_perm(f"agreements.view_{model}"):
        return ""
    return f"{reverse(f'admin:agreements_{model}_changelist')}?{LIST_PARAMETER}={agreement.pk}"


def _past_steps_link(agreement: Agreement, user) -> list[Link]:
    if agreement.in_trash or not may_do(user, Verb.RECORD_PAST):
        return []
    url = reverse("admin:agreements_agreement_verb", args=[agreement.pk, Verb.RECORD_PAST.value])
    return [Link(str(Verb.RECORD_PAST.label), url)]
