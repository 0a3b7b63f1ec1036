"""The correction of a signed paper: its signatures are taken back, and with them the step that signed it."""

from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import SATISFIED
from agreements.models import Instrument
from agreements.record.saving import finish
from agreements.record.signing import take_back_signatures
from agreements.record.staff.action_page import change_url

from .correction import Change, Correction, LaterRow, changed, non_empty
from .steps import StepCorrection, has_effect, later_paper


class PaperCorrection(Correction):
    """Takes back the signatures of a paper that no stage brought; the paper stays, unsigned."""

    kind = "instrument"

    def __init__(self, paper: Instrument):
        self.row, self.agreement = paper, paper.agreement

    @property
    def title(self) -> str:
        return _("Take the signing back")

    def why_not(self, by) -> str:
        return "" if self.row.is_signed else _("Nothing is recorded here that could be taken back.")

    def later_rows(self) -> list[LaterRow]:
        """The papers in effect that change this one, and its own early end."""
        paper = self.row
        changing = [one for one in paper.changed_by.prefetch_related("signatures").order_by("-pk") if has_effect(one)]
        found = [later_paper(one) for one in changing]
        if paper.ending:
            name = _("the early end of this paper (%(how)s)") % {"how": paper.get_ending_display()}
            found.append(LaterRow(name, change_url(paper)))
        return found

    def facts(self) -> list[tuple[str, str]]:
        paper = self.row
        signatures = "; ".join(
            ", ".join(filter(None, [str(one), str(one.signed_on), one.place, one.number]))
            for one in paper.signatures.all()
        )
        return non_empty(
            (_("kind"), paper.get_kind_display()),
            (_("title"), paper.title),
            (_("signatures"), signatures),
            (_("validity"), paper.get_validity_display()),
            (_("document"), paper.document),
        )

    def changes(self) -> list[Change]:
        return changed((_("signed on"), self.row.signed_on or _("not known"), ""))

    def notes(self) -> list[str]:
        return [*super().notes(), _("The paper stays, with its document and its validity, as one that is not signed.")]

    def take_back(self, by, reason: str) -> None:
        take_back_signatures(self.row, by=by, reason=reason)
        finish(self.agreement, by=by, reason=reason)


def correction_of_paper(paper: Instrument) -> Correction:
    """Return the correction of a paper: that of the step which signed it, or else of the paper alone."""
    step = paper.steps.filter(state__in=SATISFIED).select_related("agreement").order_by("round").last()
    return StepCorrection(step) if step is not None else PaperCorrection(paper)
