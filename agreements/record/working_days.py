"""The extra days of the register, as the counting of working days takes them."""

from agreements.models import DayOff
from jambi_coop.lib.dates.working_days import ExtraDays


def extra_days() -> ExtraDays:
    """All extra days, read with one query: ask once, and count with it as often as wanted."""
    rows = list(DayOff.objects.order_by().values_list("kind", "day"))
    days = {kind: frozenset(day for of_kind, day in rows if of_kind == kind) for kind in DayOff.Kind}
    return ExtraDays(off=days[DayOff.Kind.OFF], worked=days[DayOff.Kind.WORKING])
