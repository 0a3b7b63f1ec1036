"""The guards of corrections, of the conflict page of actions, and of the files that are kept for their forms."""

from .guard import Guard, T

STEPS = (f"{T}/corrections/test_steps.py",)
ROUNDS = (f"{T}/corrections/test_rounds.py",)
ENDS = (f"{T}/corrections/test_ends_and_papers.py",)
REPORTS = (f"{T}/corrections/test_reports.py",)
PAGES = (f"{T}/corrections/test_pages.py",)
STALE = (f"{T}/stages/test_stale_forms.py",)
RETAINED = ("tests/jambi_coop/lib/files/test_retained_uploads.py",)
ROOM = "agreements/corrections"


def _taken_back(name: str, module: str, before: str, after: str, tests: tuple[str, ...]) -> Guard:
    return Guard(f"correction: {name}", f"{ROOM}/{module}.py", before, after, tests)


def _retained(name: str, before: str, after: str) -> Guard:
    return Guard(f"retained file: {name}", "jambi_coop/lib/files/retained_uploads.py", before, after, RETAINED)


CORRECTIONS = [
    _taken_back("needs the right", "actions", "    require(by, correction.right)\n", "", STEPS),
    Guard(
        "correction: needs a reason",
        "agreements/record/reasons.py",
        "if len(reason) < REASON_MIN_LENGTH:",
        "if False:",
        STEPS,
    ),
    _taken_back("what stands on it goes first", "correction", "    if later_rows:\n", "    if False:\n", STEPS),
    _taken_back("where nothing is left", "correction", "if sentence := correction.why_not(by):", "if False:", ENDS),
    _taken_back(
        "a record without proof stands on what is before it",
        "steps",
        "return step.state in TOUCHED or step.is_waived",
        "return step.state in TOUCHED",
        STEPS,
    ),
    _taken_back("next round needs a new one", "steps", "        if step.is_waived:\n", "        if False:\n", STEPS),
    _taken_back(
        "a round without proof does not count again",
        "steps",
        "(one for one in same if not one.is_waived)",
        "iter(same)",
        STEPS,
    ),
    _taken_back(
        "an empty round is something to take back",
        "steps",
        "        if self.is_removed:\n",
        "        if False:\n",
        ROUNDS,
    ),
    _taken_back(
        "an empty round leaves the stage",
        "steps",
        "if self.is_removed and self.row.state not in SATISFIED:",
        "if False:",
        ROUNDS,
    ),
    _taken_back(
        "the round before shows the stage",
        "steps",
        "[*self.others, *([self.before] if self.before else [])]",
        "self.others",
        ROUNDS,
    ),
    _taken_back("papers stand on it", "steps", "*self._renewals(), *papers, ", "*self._renewals(), ", STEPS),
    _taken_back("renewals stand on it", "steps", "*self._renewals(), *papers, ", "*papers, ", STEPS),
    _taken_back("the gate of a step", "steps", "        refuse_at_gate(", "        list(", STEPS),
    _taken_back("the gate of an end", "ends", "        refuse_at_gate(", "        list(", ENDS),
    _taken_back(
        "an end leaves the paper that was taken in with it",
        "ends",
        "for paper in self.papers:",
        "for paper in []:",
        ENDS,
    ),
    _taken_back("an end of a paper recorded apart stays", "ends", " and self._says_the_same(one)]", "]", ENDS),
    _taken_back("papers that change a paper", "papers", "found = [later_paper(", "found = [] and [later_paper(", ENDS),
    _taken_back("changed since", "reports", "self._undone if one.is_changed]", "self._undone if False]", REPORTS),
    _taken_back(
        "a return on which the office wrote",
        "reports",
        "self.row.state == ReportState.RETURNED and self.row.version != decided.version",
        "False",
        REPORTS,
    ),
    _taken_back(
        "never by the writer", "reports", "if by is not None and by.pk in writers_of(self.row):", "if False:", REPORTS
    ),
    Guard(
        "reports: who takes a decision back has not written",
        "agreements/office_reports/news.py",
        "found.add(writer if state == ReportState.SUBMITTED else user)",
        "found.add(user)",
        REPORTS,
    ),
    _taken_back("the page needs the right", "page", " and request.user.has_perm(correction.right)", "", PAGES),
    _taken_back("only of this record", "page", "reports.filter(follow_up__agreement=agreement)", "reports", PAGES),
    _taken_back("not in the trash", "page", "not agreement.in_trash and ", "", PAGES),
    Guard(
        "conflict: the version comes before the values",
        "agreements/record/staff/action_page.py",
        'if request.method == "POST" and is_stale(form):',
        "if False:",
        STALE,
    ),
    _retained("user and page", '(value["user"], value["page"]) != (request.user.pk, request.path) or ', ""),
    _retained("a day long", ", max_age=RETAINED_FOR)", ")"),
    _retained("signed for this use", "signing.loads(token, salt=SALT,", "signing.loads(token, salt='other',"),
    _retained("deleted afterwards", "        storage.delete(name)\n", "        pass\n"),
]
