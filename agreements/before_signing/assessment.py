"""The assessment before signing: the checks on it before the council and before signing."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle.rules import Missing
from agreements.lifecycle.vocabulary import PARTY_TRACKS, Stage
from agreements.models import Agreement, Assessment
from agreements.record.readiness import analysis_counts
from agreements.record.reasons import REASON_MIN_LENGTH
from agreements.record.saving import save


def replies_of(agreement: Agreement) -> Mapping[str, str]:
    """Return the reply to each answered question by its code; empty where nothing was recorded."""
    file = Assessment.objects.filter(agreement=agreement).first()
    return file.replies() if file else {}


def refuse_without_parts(unmet: Iterable[Missing]) -> None:
    """Raise ValidationError where parts of the cooperation plan are missing for the council; it names each."""
    parts = [item for item in unmet if item.part and item.blocking]
    if parts:
        raise ValidationError(
            _(
                "The council decides on a complete cooperation plan (PP 28/2018 Article 30(3)). Not there yet: "
                "%(missing)s. Answer these points in the assessment before signing, or record the plan under "
                "“Recorded without proof of the step”."
            ),
            code="parts",
            params={"missing": "; ".join(str(item.part) for item in parts)},
        )


def needs_signing_reason(agreement: Agreement, to: Stage) -> bool:
    """True where `to` is the signing of a party track and the analysis is incomplete: then a reason is required."""
    if to != Stage.SIGNING or agreement.track not in PARTY_TRACKS:
        return False
    return any(analysis_counts(replies_of(agreement)))


def keep_signing_reason(agreement: Agreement, to: Stage, reason: str, *, by) -> None:
    """Store the reason for signing on an incomplete analysis; ValidationError with less than `REASON_MIN_LENGTH`
    characters. Nothing is done where no reason is needed."""
    if not needs_signing_reason(agreement, to):
        return
    reason = reason.strip()
    if len(reason) < REASON_MIN_LENGTH:
        raise ValidationError(
            {
                "analysis_reason": _(
                    "Not every point of the analysis is there. Write in at least %(count)d characters why it is "
                    "signed all the same."
                )
                % {"count": REASON_MIN_LENGTH}
            },
            code="analysis_reason",
        )
    file = Assessment.objects.filter(agreement=agreement).first()
    file = file or Assessment(agreement=agreement, version=0)
    file.signing_reason = reason
    save(file, by=by)
