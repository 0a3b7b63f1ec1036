"""Guards of what offices confirm: the horizon, the acceptance by a second person, what the public sees of it."""

from tests.mutants.guard import Guard, T

RULE = "agreements/record/condition.py"
CONDITION = (f"{T}/record/test_condition.py",)
ACCEPTANCE = "agreements/attesting/actions.py"
ANSWERS = (f"{T}/attesting/test_actions.py",)
HORIZON = "agreements/record/horizon.py"


def _known(name: str, path: str, before: str, after: str, tests: tuple[str, ...] = ANSWERS) -> Guard:
    return Guard(f"confirmation: {name}", path, before, after, tests)


CONFIRMATIONS = [
    _known("a hole in the chain", HORIZON, " and one.first <= until + DAY:", ":"),
    _known("only from its acceptance on", HORIZON, "if one.accepted_on <= day and ", "if "),
    _known("only what is accepted", HORIZON, "or one.accepted_on is None or", "or one.entered_on is None or"),
    _known(
        "only what an office confirms",
        HORIZON,
        "if one.kind not in CONFIRMS or ",
        "if ",
        (f"{T}/attesting/test_known.py",),
    ),
    _known("up to the activity that contradicts it", HORIZON, "until = min([until, *(", "until = max([until, *("),
    _known(
        "silence outside of its period",
        RULE,
        "if horizon is not None and (since is None or (horizon - since).days > limit):",
        "if True:",
        (f"{T}/record/test_worked_cases.py", *CONDITION),
    ),
    _known(
        "the day of typing is no evidence",
        "agreements/record/rule_facts.py",
        "        if spec is not None and spec.asked:\n            yield step.received_on",
        "        if spec is not None:\n            yield step.received_on",
        (f"{T}/attesting/test_known.py",),
    ),
    _known("accepted by the one who entered it", ACCEPTANCE, "if row.entered_by_id == by.pk:", "if False:"),
    _known("accepted with the right only", ACCEPTANCE, "    require(by, ACCEPT)\n", ""),
    _known("only of the own office", ACCEPTANCE, "    _require_own_office(attestation, by)\n", ""),
    _known("no answer of the future", ACCEPTANCE, "if attestation.answered_on > today:", "if False:"),
    _known("taken back by another", ACCEPTANCE, "if row.entered_by_id != by.pk:", "if False:"),
    _known(
        "an answer is no edit",
        ACCEPTANCE,
        "    refresh_digest(agreement)\n    return attestation",
        "    from agreements.record.saving import finish\n    finish(agreement, by=by)\n    return attestation",
    ),
    _known(
        "shown before its acceptance",
        "agreements/public/agreement_page/confirmations.py",
        "~Q(kind__in=CONFIRMS) | Q(accepted_on__isnull=False)",
        "Q()",
        (f"{T}/public/test_confirmations.py",),
    ),
    _known(
        "an answer ends the request of the round",
        "agreements/record/rounds.py",
        "Q(known, ~Exists(answered))",
        "Q(known)",
        (f"{T}/attesting/test_pages.py",),
    ),
    _known(
        "the earliest activity says how far it counts",
        HORIZON,
        "return sorted(inside, key=lambda one: one.earliest or date.max)",
        "return inside",
        (f"{T}/public/test_confirmations.py",),
    ),
    _known(
        "that it no longer runs only once accepted",
        HORIZON,
        "if one.kind in CONFIRMS and one.accepted_on is not None and one.running",
        "if one.kind in CONFIRMS and one.running",
        (f"{T}/public/test_confirmations.py",),
    ),
    _known(
        "staff see the office against the status",
        "agreements/record/contradictions.py",
        "if row is None or status.group in",
        "if True or status.group in",
        (f"{T}/public/test_confirmations.py",),
    ),
    _known(
        "entries without an answer are not lost",
        "agreements/attesting/sheet.py",
        'if self.cleaned_data.get("answer") == NOT_ASKED and self._is_filled():',
        "if False:",
        (f"{T}/attesting/test_pages.py",),
    ),
    _known(
        "entries of a row that left the office are not lost",
        "agreements/attesting/sheet.py",
        'entries = ("answer", "running", "ends_on")',
        'entries = ("answer",)',
        (f"{T}/attesting/test_pages.py",),
    ),
]
