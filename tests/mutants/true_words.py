"""Guards of what the pages say of the law and of a record: only what follows from a row."""

from .guard import Guard, T

SENTENCES = (f"{T}/cases/test_sentences.py",)

TRUE_WORDS = [
    Guard(
        "working days: no count without holidays",
        "agreements/record/working_days.py",
        "return not_counted_sentence(received, until, extra) or f",
        "return f",
        (f"{T}/record/test_working_days.py",),
    ),
    Guard(
        "money: no column of unknown repayers",
        "agreements/public/agreement_page/money.py",
        "any(row.repaid_by != RepaidBy.UNKNOWN for row in lines)",
        "True",
        (f"{T}/public/test_agreement_page.py",),
    ),
    Guard(
        "pass-on: the technical ministry only where nobody else was asked",
        "agreements/lifecycle/rules.py",
        "return spec.holders if TOUCHED.intersection(asked) else (spec.instead,)",
        "return (spec.instead,)",
        (f"{T}/lifecycle/test_rules.py",),
    ),
    Guard(
        "trail: not known only up to the present stage",
        "agreements/public/agreement_page/trail.py",
        "NOT_REACHED = {StepState.NOT_STARTED, StepState.UNKNOWN}",
        "NOT_REACHED = {StepState.NOT_STARTED}",
        (f"{T}/public/test_agreement_page.py",),
    ),
    Guard(
        "haste: not by a visit alone",
        "agreements/record/readiness.py",
        "return digest.signed_at_visit and bool(digest.analysis_not_done or digest.steps_without_proof)",
        "return digest.signed_at_visit",
        (f"{T}/public/test_readiness.py",),
    ),
    Guard(
        "provenance: a changed record is no longer compiled",
        "agreements/record/provenance.py",
        "    edited_by__isnull=True,\n",
        "",
        (f"{T}/public/test_agreement_page.py", "tests/jambi_coop/site/test_home.py"),
    ),
    Guard(
        "mail: the head only where one is set",
        "agreements/reminders/nightly_round.py",
        "escalated=step.is_escalation and _is_reached(head)",
        "escalated=step.is_escalation",
        (f"{T}/reminders/test_nightly_round.py",),
    ),
    Guard(
        "gate: the letter of intent of institutions",
        "agreements/lifecycle/tracks.py",
        'StageSpec(Stage.INTENT, _P, "PP 28/2018 Ps 28(4)-(5)", ',
        'StageSpec(Stage.INTENT, _P, "PP 28/2018 Ps 28(4)-(5)", optional=is_ksdll, ',
        (f"{T}/lifecycle/test_rules.py",),
    ),
    Guard(
        "sentences: sources differ only where they do",
        "agreements/public/agreement_page/money.py",
        "one.amount != two.amount and one.source_id != two.source_id for",
        "one is not two for",
        SENTENCES,
    ),
    Guard(
        "sentences: a begun follow-up is not called ongoing",
        "agreements/record/wording.py",
        'return _("Started, not recorded as done") if state == FollowUp.State.ONGOING else str(state.label)',
        "return str(state.label)",
        SENTENCES,
    ),
    Guard(
        "sentences: no status of a stage that nothing reached",
        "agreements/public/agreement_page/intro.py",
        "return not states or any(state != StepState.UNKNOWN for state in states)",
        "return True",
        SENTENCES,
    ),
    Guard(
        "sentences: the day up to which a record is known, as it is recorded",
        "agreements/public/agreement_page/confirmations.py",
        "event = date_label(events[0]) if events else day_label(stretch.horizon_on)",
        "event = day_label(stretch.horizon_on)",
        SENTENCES,
    ),
    Guard(
        "instruments: the end that follows from the words is not the early one",
        "agreements/public/agreement_page/instruments.py",
        "choices, term = Instrument.Validity, term_as_worded(instrument)",
        "choices, term = Instrument.Validity, term_of(instrument)",
        (f"{T}/public/test_instruments.py",),
    ),
]
