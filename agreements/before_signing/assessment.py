"""The file before signing: what the council and the signing ask of it."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle import PARTY_TRACKS, Missing, Stage
from agreements.models import Agreement, Assessment
from agreements.record.readiness import analysis_counts
from agreements.record.saving import save

REASON_MIN_LENGTH = 20


def replies_of(agreement: Agreement) -> Mapping[str, str]:
    """Code of a question -> reply; empty where nothing was recorded."""
    file = Assessment.objects.filter(agreement=agreement).first()
    return file.replies() if file else {}


def refuse_without_parts(unmet: Iterable[Missing]) -> None:
    """Refuse to go to the council with a plan whose parts are not there, naming each."""
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
    """In the party tracks a text is signed on a complete analysis, or with the reason why not."""
    if to != Stage.SIGNING or agreement.track not in PARTY_TRACKS:
        return False
    return any(analysis_counts(replies_of(agreement)))


def keep_signing_reason(agreement: Agreement, to: Stage, reason: str, *, by) -> None:
    """Refuse a signing on an incomplete analysis without a reason of at least 20 characters; keep the reason."""
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
