"""The extra days off and working days of the register, in the form that the counting of working days takes."""

from agreements.models import DayOff
from jambi_coop.lib.dates.working_days import ExtraDays


def extra_days() -> ExtraDays:
    """Read all extra days with one query; call it once and count with the result as often as needed."""
    rows = list(DayOff.objects.order_by().values_list("kind", "day"))
    days = {kind: frozenset(day for of_kind, day in rows if of_kind == kind) for kind in DayOff.Kind}
    return ExtraDays(off=days[DayOff.Kind.OFF], worked=days[DayOff.Kind.WORKING])
