"""The pages on which a letter is written: which letters a record or a step can have, and the letter itself."""

import re
from dataclasses import dataclass
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, LetterKind, Step
from agreements.record.permissions import sees_everything
from agreements.record.staff.action_page import (
    action_page,
    back_to,
    page_of_row,
    refuse_unless,
    show,
    tell,
)
from agreements.record.staff.part_admin import BACK, way_back
from agreements.stages.letter_pages import acts_of
from jambi_coop.lib.files.private_files import content_of
from jambi_coop.lib.tables.export_log import log_export
from jambi_coop.lib.tables.http_files import file_name

from .forms import LetterForm
from .kinds import REMIND, SEND, SPECS, LetterSpec, kinds_of_record, kinds_of_step, step_of
from .letter import Made, make_letter
from .sent import Sending, record_as_sent
from .templates import in_use
from .wording import words_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOWNLOAD = "download"
MAKE = gettext_lazy("Make the letter (Word file)")
PAGE, LIST = "agreements/letter_writing/letter.html", "agreements/letter_writing/letters.html"


def may_write(user) -> bool:
    """True for Bagian Kerja Sama, who record the letters of a step."""
    return sees_everything(user) and user.has_perms(["agreements.change_step", "agreements.add_document"])


@dataclass(frozen=True)
class Offer:
    """A letter that can be written: its name, the page, and whether it can be recorded as sent there."""

    label: str
    url: str
    records: bool


def letters_of_agreement(request, pk: int):
    """Show which letters a record can have."""
    return page_of_row(admin.site.get_model_admin(Agreement), _choice, request, pk)


def letters_of_step(request, pk: int):
    """Lead to the one letter that fits a step, or show the letters of its record."""
    return page_of_row(admin.site.get_model_admin(Step), _choice_of_step, request, pk)


def letter_of_agreement(request, pk: int, kind: str):
    """Write a letter on a record that moves no step."""
    spec = _spec(kind)
    return page_of_row(admin.site.get_model_admin(Agreement), partial(_letter_page, spec), request, pk)


def letter_of_step(request, pk: int, kind: str):
    """Write a letter by which a step is asked or reminded."""
    return page_of_row(admin.site.get_model_admin(Step), partial(_letter_page, _spec(kind)), request, pk)


def _spec(kind: str) -> LetterSpec:
    if kind not in LetterKind.values:
        raise Http404
    return SPECS[LetterKind(kind)]


def _refuse(request, agreement: Agreement) -> None:
    """Answer 403 for others than `may_write`, in the trash, and for the cases of other regions: this city writes no
    letters on these."""
    refuse_unless(may_write(request.user) and not agreement.in_trash and not agreement.is_comparison)


def _choice(model_admin, request, agreement: Agreement):
    _refuse(request, agreement)
    return show(
        model_admin,
        request,
        LIST,
        agreement,
        _("Write a letter"),
        offers=offers_of(agreement),
        agreement=agreement,
        way=_way(request),
    )


def _choice_of_step(model_admin, request, step: Step):
    _refuse(request, step.agreement)
    offers = offers_of_step(step)
    if len(offers) == 1:
        return HttpResponseRedirect(offers[0].url + _way(request))
    if not offers:
        return HttpResponseRedirect(reverse("admin:letters_of_agreement", args=[step.agreement_id]) + _way(request))
    title = _("Write a letter")
    return show(model_admin, request, LIST, step, title, offers=offers, agreement=step.agreement, way=_way(request))


def _way(request) -> str:
    """Return the end of an address that keeps the page to which the clerk goes back; "" where none was named."""
    back = request.GET.get(BACK, "")
    return f"?{urlencode({BACK: back})}" if back else ""


def offers_of(agreement: Agreement) -> list[Offer]:
    """Return the letters of a record: those that move a step now, then all others of its track."""
    steps = [step for step in agreement.steps.order_by("pk") if _is_last(step)]
    moving = [offer for step in steps for offer in offers_of_step(step)]
    taken = {spec.kind for step in steps for spec in kinds_of_step(step, acts_of(step))}
    others = [_offer(agreement, spec) for spec in kinds_of_record(agreement) if spec.kind not in taken]
    return [*moving, *others]


def offers_of_step(step: Step) -> list[Offer]:
    """Return the letters by which a step can be asked or reminded now."""
    if not _is_last(step):
        return []
    return [
        Offer(
            f"{spec.kind.label} – {step.get_stage_display()}" if spec.stage is None else str(spec.kind.label),
            reverse("admin:letter_of_step", args=[step.pk, spec.kind.value]),
            records=True,
        )
        for spec in kinds_of_step(step, acts_of(step))
    ]


def _is_last(step: Step) -> bool:
    same = step.agreement.steps.filter(stage=step.stage, holder=step.holder)
    return not same.filter(round__gt=step.round).exists()


def _offer(agreement: Agreement, spec: LetterSpec) -> Offer:
    url = reverse("admin:letter_of_agreement", args=[agreement.pk, spec.kind.value])
    return Offer(str(spec.kind.label), url, records=spec.stands_alone)


def _refuse_other_kind(spec: LetterSpec, row: Agreement | Step, *, now: bool) -> None:
    """Answer 404 for a letter that its row cannot have; `now` asks as well whether the acts of the step still fit, of
    which a form that was sent late is told by the act itself."""
    if isinstance(row, Agreement):
        found = kinds_of_record(row)
    elif now:
        found = kinds_of_step(row, acts_of(row)) if _is_last(row) else []
    else:
        found = kinds_of_step(row, [SEND, REMIND])
    if spec not in found:
        raise Http404


def _letter_page(spec: LetterSpec, model_admin, request, row: Agreement | Step):
    """Show the form with the letter as it would be; make it, or record it as sent, on POST."""
    agreement = row.agreement if isinstance(row, Step) else row
    _refuse(request, agreement)
    _refuse_other_kind(spec, row, now=request.method != "POST")
    try:
        paper = in_use(spec.kind)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back_to(row)
    may_record = isinstance(row, Step) or spec.stands_alone
    form = LetterForm(
        request.POST or None, request.FILES or None, row=row, spec=spec, paper=paper, may_record=may_record
    )
    title, back = f"{spec.kind.label}: {agreement.title}", way_back(request, agreement) or row
    extra = {"agreement": agreement, "may_record": may_record, "make": MAKE, "language": words_of(spec.kind).language}
    if request.method == "POST" and (DOWNLOAD in request.POST or not may_record):
        if form.is_valid():
            log_export(request.user, Agreement, _name(form))
            return download(_letter(form).content, _name(form))
        return show(model_admin, request, PAGE, row, title, form=form, button=MAKE, **extra)
    return action_page(
        model_admin,
        request,
        form,
        title,
        do=partial(_record, form, request.user),
        done=lambda _document: tell(request, _("The letter is recorded as sent, and kept with the record."), back),
        template=PAGE,
        button=_("Record as sent") if may_record else MAKE,
        made=None if form.is_bound else _letter(form),
        **extra,
    )


def _letter(form: LetterForm) -> Made:
    step = form.step or step_of(form.spec, form.agreement)
    return make_letter(form.spec, form.agreement, step, form.typed, form.paper)


def _record(form: LetterForm, by):
    form.refuse_unsent()
    given = form.cleaned_data
    paper = given.get("upload") or content_of(_letter(form).content, _name(form))
    sending = Sending(
        number=given["number"],
        dated=given["dated"],
        sent_on=given["sent_on"],
        addressee=given["addressee"].replace("\r\n", "\n"),
        subject=given["subject"],
        paper=paper,
        language=words_of(form.spec.kind).language,
    )
    return record_as_sent(form.spec, form.row, sending, by=by, today=form.today)


def _name(form: LetterForm) -> str:
    number = re.sub(r"\W+", "-", str(form.typed.get("number") or ""))
    parts = ("surat", form.spec.kind.value.replace("_", "-"), form.agreement.register_number, number)
    return file_name(*parts, extension="docx")


def download(content: bytes, name: str) -> HttpResponse:
    """Return a Word file as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=DOCX, headers=headers)
