"""The six signals of the head's page: what is asked, the number and of what it is one, and the numbers beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Transaction

from .after_signing import AGREEMENTS_WITHOUT_PERSON, FOLLOW_UPS_WITHOUT_PERSON, NOBODY_IN_CHARGE
from .entry import WorkList
from .figures import LIVING, UNBOUND, Named, Proof, counted_agreements, longest_waiting, money_words
from .lists import Found, found_under
from .scope import Scope
from .waiting import WAITING

NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """`part` of `whole` is what `meaning` says; `url` proves it. `proofs` are the numbers beside it."""

    title: str
    meaning: str
    part: int | None = None
    whole: int | None = None
    url: str = ""
    sentence: str = ""
    proofs: tuple[Proof, ...] = ()
    longest: Named | None = None

    @property
    def number(self) -> str:
        """ "6 of 19", or a dash where there is nothing to count."""
        if self.part is None:
            return NOTHING
        if self.whole is None:
            return str(self.part)
        return _("%(part)s of %(whole)s") % {"part": self.part, "whole": self.whole}


def signals_of(scope: Scope, found: Mapping[str, Proof], total: int, lists: Mapping[WorkList, Found]) -> list[Signal]:
    """`found` are the figures of the `total` agreements that the page counts."""
    return [
        _life(found, total),
        _results(found, scope),
        _readiness(found, total),
        _others(found, total),
        _coordination(found, total, found_under(WAITING, lists, 0), scope),
        _people(found, lists),
    ]


def _part_of(proof: Proof, total: int) -> dict:
    """One figure as a part of all agreements that are counted; nothing where there are none."""
    return {"part": proof.count, "whole": total, "url": proof.url} if total else {}


def _pick(found: Mapping[str, Proof], *codes: str) -> tuple[Proof, ...]:
    return tuple(found[code] for code in codes)


def _life(found: Mapping[str, Proof], total: int) -> Signal:
    active, *others = (condition.value for condition in LIVING)
    return Signal(
        title=_("What happens after signing?"),
        meaning=_("are active"),
        proofs=_pick(found, *others, UNBOUND),
        **_part_of(found[active], total),
    )


def _results(found: Mapping[str, Proof], scope: Scope) -> Signal:
    counts = counted_agreements(scope).aggregate(
        promised=Coalesce(Sum("digest__results_promised"), 0),
        proven=Coalesce(Sum("digest__results_proven"), 0),
        reached=Coalesce(Sum("digest__results_reached"), 0),
    )
    money = found["money"]
    words = _money(scope)
    if words:
        label = _("Money that was checked (%(money)s)") % {"money": words}
        money = Proof(money.code, label, money.count, money.url, money.only)
    known = {"part": counts["reached"], "whole": counts["promised"], "url": found["promised"].url}
    return Signal(
        title=_("What came of it, compared with what was promised?"),
        meaning=_("promised results are reached"),
        sentence=ngettext(
            "%(proven)d promised result has a verified value.",
            "%(proven)d promised results have a verified value.",
            counts["proven"],
        )
        % counts
        if counts["promised"]
        else _("No promised results are recorded yet."),
        proofs=(found["unpromised"], money, found["unchecked-money"]),
        **(known if counts["promised"] else {}),
    )


def _money(scope: Scope) -> str:
    """What was committed and received, by currency; only lines that were checked."""
    agreements = counted_agreements(scope).values("pk")
    lines = Transaction.objects.countable().filter(agreement__in=agreements).order_by()
    sums = lines.values_list("currency", "kind").annotate(sum=Sum("amount")).order_by("currency", "kind")
    return money_words(sums)


def _readiness(found: Mapping[str, Proof], total: int) -> Signal:
    return Signal(
        title=_("Was it prepared before signing?"),
        meaning=_("have every point of the analysis"),
        proofs=_pick(found, "gaps", "unprepared", "unproven", "visit"),
        **_part_of(found["prepared"], total),
    )


def _others(found: Mapping[str, Proof], total: int) -> Signal:
    return Signal(
        title=_("Who else is involved?"),
        meaning=_("name universities, business or community beside the government"),
        proofs=_pick(found, "unnamed"),
        **_part_of(found["others"], total),
    )


def _coordination(found: Mapping[str, Proof], total: int, waiting: Found, scope: Scope) -> Signal:
    title, count = str(waiting.of.title), waiting.count
    late = Proof(
        "late", _("On the work list “%(list)s”") % {"list": title}, count, _url(waiting.of.code) if count else ""
    )
    return Signal(
        title=_("Where does coordination with the centre and the council stand?"),
        meaning=_("wait for an answer of others"),
        proofs=(found["undated"], late),
        longest=longest_waiting(scope),
        **_part_of(found["waiting"], total),
    )


def _people(found: Mapping[str, Proof], lists: Mapping[WorkList, Found]) -> Signal:
    """The number is that of the work list, which knows agreements and follow-ups."""
    follow_ups = lists[FOLLOW_UPS_WITHOUT_PERSON].count
    total = follow_ups + lists[AGREEMENTS_WITHOUT_PERSON].count
    words = ngettext("%(count)d of them is an open follow-up.", "%(count)d of them are open follow-ups.", follow_ups)
    return Signal(
        title=_("Who is in charge?"),
        meaning=_("entries with nobody in charge"),
        part=total,
        url=_url(NOBODY_IN_CHARGE.code) if total else "",
        sentence=words % {"count": follow_ups} if total else "",
        proofs=_pick(found, "nobody"),
    )


def _url(code: str) -> str:
    return f"{reverse('admin:worklist', args=[code])}?view=all"
