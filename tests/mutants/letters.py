"""The guards of the letters of a step."""

from .guard import Guard, T

ACTS, PAGES = (f"{T}/stages/test_letters.py",), (f"{T}/stages/test_letter_pages.py",)
LETTER_ACTS = "agreements/stages/letters.py"

LETTERS = [
    Guard(
        "letters: only to who holds the step in this track",
        LETTER_ACTS,
        "if spec is None or step.holder not in spec.possible_holders:",
        "if spec is None:",
        ACTS,
    ),
    Guard(
        "letters: no step that is still ahead",
        LETTER_ACTS,
        "if rules.position(track, stage) > rules.position(track, Stage(agreement.stage)):",
        "if False:",
        ACTS,
    ),
    Guard(
        "letters: only the last round",
        LETTER_ACTS,
        "if agreement.steps.filter(stage=stage, holder=step.holder, round__gt=step.round).exists():",
        "if False:",
        ACTS,
    ),
    Guard("letters: own work has none", LETTER_ACTS, "if not has_letters(step):", "if False:", ACTS),
    Guard("letters: nothing in the future", LETTER_ACTS, "refuse_future(getattr(letter, name), today)", "pass", ACTS),
    Guard("letters: nothing asked twice", LETTER_ACTS, "if step.state in SATISFIED:", "if False:", ACTS),
    Guard("letters: no answer to what is decided", LETTER_ACTS, "if step.state in ANSWERED:", "if False:", ACTS),
    Guard(
        "letters: no answer to what was not sent",
        LETTER_ACTS,
        "    if not lies_with_holder(step):\n        text",
        "    if False:\n        text",
        ACTS,
    ),
    Guard(
        "letters: no answer before the letter",
        LETTER_ACTS,
        "if day.certainly_before(asked.moved_on):",
        "if False:",
        ACTS,
    ),
    Guard(
        "letters: a returned plan has its own act",
        LETTER_ACTS,
        "decision.state == StepState.RETURNED and track in PARTY_TRACKS:",
        "False:",
        ACTS,
    ),
    Guard(
        "letters: a decision is checked like any step",
        LETTER_ACTS,
        "    check_step(step, today)\n    if decision is not None:",
        "    if decision is not None:",
        ACTS,
    ),
    Guard(
        "gate: no further round of what carries a signature",
        LETTER_ACTS,
        "    check_step(further, today)\n",
        "",
        (*ACTS, *PAGES),
    ),
    Guard(
        "letters: taking back needs the right",
        LETTER_ACTS,
        '    require(by, "agreements.correct_step")\n',
        "",
        ACTS,
    ),
    Guard(
        "letters: taking back needs a reason",
        LETTER_ACTS,
        "if len(reason.strip()) < REASON_MIN_LENGTH:",
        "if False:",
        ACTS,
    ),
    Guard(
        "letters: not from under a decision",
        LETTER_ACTS,
        "if step.state in ANSWERED and letter.direction in (Direction.OUT, Direction.REPLY):",
        "if False:",
        ACTS,
    ),
    Guard(
        "letters: one letter is not the answer of two",
        "agreements/stages/moves.py",
        "and evidence.names_a_paper():",
        "and False:",
        ACTS,
    ),
    Guard(
        "letters: the step says what they say",
        "agreements/record/letters.py",
        "    derive_letter_columns(step, by=by, reason=reason)\n    return letter",
        "    return letter",
        ACTS,
    ),
    Guard(
        "letters: not typed in the form of a step",
        "agreements/stages/admin.py",
        '"signatories", "valid_until", "document", "source", "note"]',
        '"decided_on", "signatories", "valid_until", "document", "source", "note"]',
        PAGES,
    ),
    Guard(
        "letters: a corrected one is checked with its step",
        "agreements/stages/admin.py",
        "            check_step(self._step_with_it(), today)\n",
        "",
        PAGES,
    ),
    Guard(
        "letters: their pages need the right",
        "agreements/stages/letter_pages.py",
        "refuse_unless(model_admin.has_change_permission(request, step) and not step.agreement.in_trash)",
        "refuse_unless(True)",
        PAGES,
    ),
    Guard(
        "white list: of a reminder only the day",
        "agreements/public/agreement_page/trail.py",
        'happened(pgettext("step", "reminded"), one.moved_on)',
        "one.subject",
        (
            f"{T}/public/test_white_list.py::test_page_is_a_white_list",
            f"{T}/public/test_trail.py::test_tells_when_the_holder_was_reminded_and_of_other_letters_nothing",
        ),
    ),
]
