"""Guards of the condition of a follow-up: every line of its ordered rule, and every day on which its answer turns."""

from .guard import Guard, T

RULE, DAYS = "agreements/record/condition.py", "agreements/record/stretches.py"
CONDITION = (f"{T}/record/test_condition.py", f"{T}/record/test_worked_cases.py")
STRETCHES = (f"{T}/record/test_stretches.py",)


def _line(name: str, before: str, after: str) -> Guard:
    return Guard(f"condition: {name}", RULE, before, after, CONDITION)


def _fact(name: str, before: str, after: str = "") -> Guard:
    return Guard(f"condition: {name}", DAYS, before, after, (*CONDITION, *STRETCHES))


def _day(name: str, before: str, after: str = "") -> Guard:
    return Guard(f"turning day: {name}", DAYS, before, after, STRETCHES)


_OF_EVENTS = "yield from _days_after(known.latest, active, inactive, first)"
_OF_HORIZON = "yield from _days_after(known.earliest, active, valid)"
_OF_DUES = "yield from _days_after(due.day.latest, 0, valid, -settings.FOLLOW_UP_AHEAD_DAYS - 1)"
_OF_ENDS = "for day in (facts.ends_latest, facts.former_end_on, facts.paid_until):"

CONDITIONS = [
    _fact(
        "no end without a confirmation is silent",
        "return over_end and reach(",
        "return reach(",
    ),
    _line("cases of other regions", "facts.is_comparison or not facts", "not facts"),
    _line("what binds nobody", " or not facts.is_committed or", " or"),
    _line("discontinued", " or facts.group == StatusGroup.DISCONTINUED:", ":"),
    _line("completed only after some activity", "if facts.has_result and (", "if ("),
    _line("handed over and operating", " or facts.stage in LASTING_STAGES):", "):"),
    _line("ended", "    if facts.group == StatusGroup.ENDED:", "    if False:"),
    _line("ended in silence", '"ended_silent" if facts.is_covered else "ended_unconfirmed"', '"ended_silent"'),
    _line("overdue on the very day", "0 < late <=", "0 <= late <="),
    _line("overdue for long", " and 0 < late <= settings.ATTESTATION_VALID_DAYS:", " and 0 < late:"),
    _line("known up to no day", "if known is None or known >", "if known is not None and known >"),
    _line("known long ago", " or known > settings.ATTESTATION_VALID_DAYS:", ":"),
    _line("known up to the very day", "known > settings", "known >= settings"),
    _line("inactive", "if quiet is not None and quiet > inactive:", "if False:"),
    _line("inactive on the very day", "quiet > inactive", "quiet >= inactive"),
    _line("none yet", "elif quiet is None or quiet > active:", "elif quiet is None:"),
    _line(
        "none yet, from no day", "elif quiet is None or quiet > active:", "elif quiet is not None and quiet > active:"
    ),
    _line("none yet on the very day", "quiet > active:", "quiet >= active:"),
    _line("overdue within the horizon", "if late is not None and late > 0:", "if False:"),
    _line("nothing planned", "waits_long and late is None", "False"),
    _line("nothing planned, with a due date", "waits_long and late is None", "waits_long"),
    _line(
        "first follow-up on the very day",
        "quiet > settings.FIRST_FOLLOW_UP_DAYS",
        "quiet >= settings.FIRST_FOLLOW_UP_DAYS",
    ),
    _line("active on the very day", "moved <= active_days", "moved < active_days"),
    _line("active by its first possible day", "moved = self.moved.earliest if", "moved = self.moved.latest if"),
    _line("planned ahead", "-late <= settings.FOLLOW_UP_AHEAD_DAYS and ", ""),
    _line("moved too often", " and facts.due_moved <= 1:", ":"),
    _line("long tracks", "if track in LONG_TRACKS else settings.FOLLOW_UP_ACTIVE_DAYS\n", "\n"),
    _line("long tracks, inactive", "if track in LONG_TRACKS else settings.FOLLOW_UP_INACTIVE_DAYS\n", "\n"),
    _line(
        "activity too long before the text",
        "(paper is not None and (paper - activity).days > inactive_days(self.track))",
        "False",
    ),
    _line(
        "activity before the text on the very day",
        "(paper - activity).days > inactive_days",
        "(paper - activity).days >= inactive_days",
    ),
    _line(
        "silence is counted from the later of two",
        "max(filter(None, (self.counted.latest, self.paper.latest))",
        "min(filter(None, (self.counted.latest, self.paper.latest))",
    ),
    _line(
        "quiet only where an office says so", 'return "quiet" if facts.is_attested else "unconfirmed"', 'return "quiet"'
    ),
    _fact("result before the first text", " and not day.certainly_before(facts.first_text)"),
    _fact("letters after a signed text", "(not facts.first_text or facts.first_text.certainly_after(day))", "True"),
    _fact(
        "papers that lie ahead",
        "for paper in facts.papers if not paper.day.certainly_after(day)]",
        "for paper in facts.papers]",
    ),
    _fact(
        "what lies ahead does not count", "for known in days if not known.certainly_after(day)]", "for known in days]"
    ),
    _fact("a paper that is no event", " for paper in papers if paper.is_event)", " for paper in papers)"),
    _fact("running only from its acceptance on", "if one.is_running and one.accepted_on <= day]", "if one.is_running]"),
    _fact(
        "running only where it was said", "if one.is_running and one.accepted_on <= day]", "if one.accepted_on <= day]"
    ),
    _fact("covered up to the end", "reach(first, facts.attested, day) >= end", "True"),
    _fact("due date that passed lately", "((lately, min), (ahead, min)", "((ahead, min), (lately, min)"),
    _fact("due date that has passed", "(ahead, min), (past, max))", "(ahead, min))"),
    _day("first possible day of a fact", "            yield known.earliest\n", "            continue\n"),
    _day("no longer active, by the last day", _OF_EVENTS, "yield from _days_after(known.latest, inactive, first)"),
    _day("inactive", _OF_EVENTS, "yield from _days_after(known.latest, active, first)"),
    _day("first follow-up", _OF_EVENTS, "yield from _days_after(known.latest, active, inactive)"),
    _day("no longer active", _OF_HORIZON, "yield from _days_after(known.earliest, valid)"),
    _day("known up to an event", _OF_HORIZON, "yield from _days_after(known.earliest, active)"),
    _day("silence of the evidence", "        yield from _days_after(known.earliest, valid)\n", "        continue\n"),
    _day("acceptance", "        yield one.accepted_on\n"),
    _day("end of what is confirmed", "        yield from _days_after(one.until, valid)\n"),
    _day("overdue", _OF_DUES, "yield from _days_after(due.day.latest, valid, -settings.FOLLOW_UP_AHEAD_DAYS - 1)"),
    _day("overdue for long", _OF_DUES, "yield from _days_after(due.day.latest, 0, -settings.FOLLOW_UP_AHEAD_DAYS - 1)"),
    _day("due soon", _OF_DUES, "yield from _days_after(due.day.latest, 0, valid)"),
    _day("the end", _OF_ENDS, "for day in (facts.former_end_on, facts.paid_until):"),
    _day("the former end", _OF_ENDS, "for day in (facts.ends_latest, facts.paid_until):"),
    _day("paid until", _OF_ENDS, "for day in (facts.ends_latest, facts.former_end_on):"),
    _day("the beginning", "        yield facts.begins_on", "        yield from ()"),
]
