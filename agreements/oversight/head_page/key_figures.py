"""The six indicators of the head's page: each a question, a number out of a total, and further numbers beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, Transaction
from agreements.oversight.worklist.after_signing import (
    AGREEMENTS_WITHOUT_PERSON,
    FOLLOW_UPS_WITHOUT_PERSON,
    NOBODY_IN_CHARGE,
)
from agreements.oversight.worklist.entry import Heading
from agreements.oversight.worklist.lists import FoundOn, found_under, work_list_url
from agreements.oversight.worklist.scope import View, WorklistScope
from agreements.oversight.worklist.waiting import WAITING

from .figures import (
    LIVING,
    UNBOUND,
    counted_agreements,
    longest_waiting,
    sums_label,
    waiting_sentence,
)

NOTHING = "–"
Numbers = Mapping[str, dict[str, Any]]
"""The return value of `figures.numbers_of`."""


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One indicator: `part` of `whole` agreements or results, as `meaning` says.

    `url` is the list behind the number, `beside` further numbers, `longest` the agreement waiting longest for an
    answer.
    """

    title: str
    meaning: str
    part: int | None = None
    whole: int | None = None
    url: str = ""
    sentence: str = ""
    beside: Sequence[dict[str, Any]]
    longest: Agreement | None = None
    longest_note: str = ""

    @property
    def number(self) -> str:
        """The number, such as "6 of 19", or a dash if there is nothing to count."""
        if self.part is None:
            return NOTHING
        if self.whole is None:
            return str(self.part)
        return _("%(part)s of %(whole)s") % {"part": self.part, "whole": self.whole}


def key_figures_of(
    scope: WorklistScope, numbers: Numbers, total: int, lists: FoundOn, *, attested: int, is_enough: bool
) -> list[KeyFigure]:
    """Return the six indicators; `numbers` are the figures of the `total` agreements that the page counts.

    `attested` of them are confirmed by an office; unless `is_enough` is confirmed, no number of active ones is given.
    """

    def part(code: str) -> dict[str, Any]:
        """The figure as a part of all counted agreements; empty if there are none."""
        return {"part": numbers[code]["count"], "whole": total, "url": numbers[code]["url"]} if total else {}

    def beside(*codes: str) -> list[dict[str, Any]]:
        return [numbers[code] for code in codes]

    active, *others = (condition.value for condition in LIVING)
    return [
        KeyFigure(
            title=_("What happens after signing?"),
            meaning=_("are active"),
            sentence=_attested(attested, is_enough),
            beside=beside(*others, UNBOUND),
            **(part(active) if is_enough else {}),
        ),
        _results(numbers, scope),
        KeyFigure(
            title=_("Was it prepared before signing?"),
            meaning=_("have every point of the analysis"),
            beside=beside("gaps", "unprepared", "unproven", "visit"),
            **part("prepared"),
        ),
        KeyFigure(
            title=_("Who else is involved?"),
            meaning=_("name universities, business or community beside the government"),
            beside=beside("unnamed"),
            **part("others"),
        ),
        _coordination(scope, lists, beside("undated"), part("waiting")),
        _people(scope, lists, beside("nobody")),
    ]


def _attested(attested: int, is_enough: bool) -> str:
    text = ngettext(
        "%(count)d agreement is confirmed by an office.", "%(count)d agreements are confirmed by an office.", attested
    ) % {"count": attested}
    return text if is_enough else " ".join([_("Too little is confirmed for a conclusion."), text])


def _results(numbers: Numbers, scope: WorklistScope) -> KeyFigure:
    counts = counted_agreements(scope).aggregate(
        promised=Coalesce(Sum("digest__results_promised"), 0),
        proven=Coalesce(Sum("digest__results_proven"), 0),
        reached=Coalesce(Sum("digest__results_reached"), 0),
    )
    money, words = numbers["money"], _money(scope)
    if words:
        money = {**money, "label": _("Money that was checked (%(money)s)") % {"money": words}}
    title, meaning = _("What came of it, compared with what was promised?"), _("promised results are reached")
    beside = (numbers["unpromised"], money, numbers["unchecked-money"])
    if not counts["promised"]:
        sentence = _("No promised results are recorded yet.")
        return KeyFigure(title=title, meaning=meaning, sentence=sentence, beside=beside)
    sentence = ngettext(
        "%(proven)d promised result has a verified value.",
        "%(proven)d promised results have a verified value.",
        counts["proven"],
    )
    return KeyFigure(
        title=title,
        meaning=meaning,
        part=counts["reached"],
        whole=counts["promised"],
        url=numbers["promised"]["url"],
        sentence=sentence % counts,
        beside=beside,
    )


def _money(scope: WorklistScope) -> str:
    """Return the sums committed and received, by currency; only lines that were checked."""
    agreements = counted_agreements(scope).values("pk")
    lines = Transaction.objects.countable().filter(agreement__in=agreements).order_by()
    sums = lines.values_list("currency", "kind").annotate(sum=Sum("amount")).order_by("currency", "kind")
    return sums_label(sums)


def _coordination(
    scope: WorklistScope, lists: FoundOn, beside: list[dict[str, Any]], part: dict[str, Any]
) -> KeyFigure:
    title, count = str(WAITING.title), found_under(WAITING, lists, 0).count
    late = {
        "label": _("On the work list “%(list)s”") % {"list": title},
        "count": count,
        "url": _url(WAITING, count, scope),
    }
    longest = longest_waiting(scope)
    return KeyFigure(
        title=_("Where does coordination with the centre and the council stand?"),
        meaning=_("wait for an answer of others"),
        beside=[*beside, {"code": "late", "only": None, **late}],
        longest=longest,
        longest_note=waiting_sentence(longest, scope.today) if longest else "",
        **part,
    )


def _people(scope: WorklistScope, lists: FoundOn, beside: list[dict[str, Any]]) -> KeyFigure:
    """Return the indicator of who is in charge. Its number is that of the work list, over agreements and follow-ups."""
    follow_ups = lists[FOLLOW_UPS_WITHOUT_PERSON].count
    total = follow_ups + lists[AGREEMENTS_WITHOUT_PERSON].count
    words = ngettext("%(count)d of them is an open follow-up.", "%(count)d of them are open follow-ups.", follow_ups)
    return KeyFigure(
        title=_("Who is in charge?"),
        meaning=_("entries with nobody in charge"),
        part=total,
        url=_url(NOBODY_IN_CHARGE, total, scope),
        sentence=words % {"count": follow_ups} if total else "",
        beside=beside,
    )


def _url(heading: Heading, count: int, scope: WorklistScope) -> str:
    return work_list_url(heading.code, View.ALL, examples=scope.examples) if count else ""
