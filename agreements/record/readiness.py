"""Readiness before signing: which points were analysed and how much time passed; facts without a verdict.

Haste counts from the first contact. A signing during a visit is told, and is no haste by itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from agreements.lifecycle.questions import ANALYSIS, Reply
from agreements.models import Digest
from agreements.record.wording import days_label
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate

UNKNOWN = KnownDate.unknown()
HASTY = Q(digest__signed_at_visit=True) & (Q(digest__analysis_not_done__gt=0) | Q(digest__steps_without_proof__gt=0))
"""Agreements signed beside a visit although points of analysis were left out or steps have no proof (`is_hasty`)."""


@dataclass(frozen=True)
class Gap:
    """Number of days between two events; `exact` only where both are known to the day."""

    days: int
    exact: bool


@dataclass(frozen=True)
class Readiness:
    """The values derived from the assessment. `to_intent` and `to_signing` count from the first contact; `visit` is
    the official visit close to the signing. `not_done` and `not_known` count among the eight points of analysis."""

    not_done: int
    not_known: int
    to_intent: Gap | None = None
    to_signing: Gap | None = None
    visit: KnownDate = UNKNOWN

    @property
    def signed_at_visit(self) -> bool:
        return bool(self.visit)


def analysis_counts(replies: Mapping[str, str]) -> tuple[int, int]:
    """Return (not done, not known) of the eight points of analysis; a point without an answer is not known."""
    given = [replies.get(point.code, Reply.UNKNOWN) for point in ANALYSIS]
    return given.count(Reply.NO), given.count(Reply.UNKNOWN)


def gap(first: KnownDate, last: KnownDate) -> Gap | None:
    """Return the days from `first` to `last`; None where one is not known or `last` is before `first`."""
    if not first or not last:
        return None
    days, exact = days_between(first, last)
    return Gap(days, exact) if days is not None and days >= 0 else None


def visit_beside(signed: KnownDate, visits: Iterable[KnownDate]) -> KnownDate:
    """Return the official visit nearest to the signing, at most `HASTE_VISIT_DAYS` days before or after it; unknown
    where there is none.

    Only dates that are known to the day count, not a year such as "2019".
    """
    if not signed.is_exact:
        return UNKNOWN
    apart = {day: abs(days_between(day, signed)[0] or 0) for day in visits if day.is_exact}
    near = {day: days for day, days in apart.items() if days <= settings.HASTE_VISIT_DAYS}
    return min(near, key=lambda day: near[day], default=UNKNOWN)


def readiness_of(
    replies: Mapping[str, str],
    *,
    first_contact: KnownDate = UNKNOWN,
    intent: KnownDate = UNKNOWN,
    signed: KnownDate = UNKNOWN,
    visits: Iterable[KnownDate] = (),
) -> Readiness:
    """Derive the readiness from the replies and dates of the assessment."""
    not_done, not_known = analysis_counts(replies)
    return Readiness(
        not_done=not_done,
        not_known=not_known,
        to_intent=gap(first_contact, intent),
        to_signing=gap(first_contact, signed),
        visit=visit_beside(signed, visits),
    )


def is_hasty(digest: Digest) -> bool:
    """True where a signing beside a visit goes with missing analysis or steps without proof, as `HASTY` asks."""
    return digest.signed_at_visit and bool(digest.analysis_not_done or digest.steps_without_proof)


def analysis_sentence(not_done: int, not_known: int) -> str:
    """Return such as "3 of 8 points of analysis not done, 2 not known"; unknown points are counted apart, since an
    empty archive proves nothing."""
    total = len(ANALYSIS)
    if not_done and not_known:
        return _("%(no)d of %(total)d points of analysis not done, %(unknown)d not known") % {
            "no": not_done,
            "unknown": not_known,
            "total": total,
        }
    if not_done:
        return _("%(no)d of %(total)d points of analysis not done") % {"no": not_done, "total": total}
    if not_known:
        return _("%(unknown)d of %(total)d points of analysis not known") % {"unknown": not_known, "total": total}
    return _("All %(total)d points of analysis are there") % {"total": total}


def pace_sentences(readiness: Readiness) -> list[str]:
    """Return sentences that say how much time passed, without a judgement."""
    found = []
    if readiness.to_intent:
        found.append(
            _("From first contact to Letter of Intent: %(days)s.")
            % {"days": days_label(readiness.to_intent.days, readiness.to_intent.exact)}
        )
    if readiness.to_signing:
        found.append(
            _("From first contact to signing: %(days)s.")
            % {"days": days_label(readiness.to_signing.days, readiness.to_signing.exact)}
        )
    if readiness.visit:
        found.append(
            _("Signed within %(limit)d days of an official visit (%(date)s).")
            % {"limit": settings.HASTE_VISIT_DAYS, "date": readiness.visit}
        )
    return found
