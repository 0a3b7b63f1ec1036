"""Reviews of an agreement that are shown in public: the day, the decision and the finding."""

from dataclasses import dataclass

from agreements.models import Agreement

from .words import Text, Texts, day_words


@dataclass(frozen=True)
class ReviewLine:
    """One review; why it was decided so stays inside."""

    on: str
    decision: str
    finding: Text


def build_reviews(agreement: Agreement, texts: Texts) -> tuple[ReviewLine, ...]:
    """From the public `reviews` as loaded, the newest first."""
    return tuple(
        ReviewLine(day_words(row.held_on), row.get_decision_display(), texts(row, "finding"))
        for row in agreement.reviews.all()
    )
