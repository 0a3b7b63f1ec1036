"""The guards of texts that were signed already."""

from .guard import Guard, T


def _of(*names: str) -> tuple[str, ...]:
    return tuple(f"{T}/stages/test_take_in.py::{name}" for name in names)


def _fault(name: str) -> tuple[str, ...]:
    return (f"{T}/stages/test_take_in_faults.py::{name}",)


FUTURE = _of("test_a_day_in_the_future_is_refused")
FITS = _of("test_the_day_and_the_answer_fit_each_other")
CANNOT_BE = _fault("test_what_cannot_be_is_refused_and_writes_nothing")
NAMED = (f"{T}/stages/test_take_in_page.py::test_what_is_missing_is_named_and_what_was_typed_stays",)
GATE = _of("test_a_record_that_began_otherwise_is_held_by_the_gate")

OLD_TEXTS = [
    Guard(
        "old text: only who may add agreements takes it in",
        "agreements/stages/take_in.py",
        '    require(by, "agreements.add_agreement")\n',
        "",
        _of("test_only_those_who_may_add_agreements_take_in"),
    ),
    Guard(
        "old text: the page asks for the right",
        "agreements/stages/take_in_page.py",
        "    refuse_unless(model_admin.has_add_permission(request))\n",
        "",
        _of("test_only_those_who_may_add_agreements_take_in"),
    ),
    Guard(
        "old text: no day in the future",
        "agreements/stages/take_in.py",
        "    refuse_future_sides(old.sides, today)\n",
        "",
        FUTURE,
    ),
    Guard(
        "old text: no extension in the future",
        "agreements/stages/take_in.py",
        "        refuse_future_sides(text.sides, today)\n",
        "        pass\n",
        FUTURE,
    ),
    Guard(
        "old text: the day fits the answer",
        "agreements/stages/take_in.py",
        "if asks_for_day(old.kind) and rules.contradicts(",
        "if False and rules.contradicts(",
        FITS,
    ),
    Guard(
        "old text: the first day of the law",
        "agreements/lifecycle/rules.py",
        "certainly_after = first is not None and first >= PP_28_2018_IN_FORCE",
        "certainly_after = first is not None and first > PP_28_2018_IN_FORCE",
        FITS,
    ),
    Guard(
        "old text: not known is no proof of the law",
        "agreements/lifecycle/rules.py",
        "    if before != SignedBefore.NO:\n",
        "    if before == SignedBefore.YES:\n",
        _of("test_the_sentence_on_the_track_goes_once_the_day_is_known"),
    ),
    Guard(
        "old text: the page says that the track is a choice",
        "agreements/record/old_texts.py",
        "    if agreement.signed_before != SignedBefore.NOT_KNOWN or agreement.track != Track.LEGACY:\n",
        "    if True:\n",
        _of("test_the_sentence_on_the_track_goes_once_the_day_is_known"),
    ),
    Guard(
        "old text: the gate lets only these pass",
        "agreements/record/old_texts.py",
        "    if not agreement.signed_before or agreement.is_public:\n",
        "    if agreement.is_public:\n",
        GATE,
    ),
    Guard(
        "old text: in public the gate holds",
        "agreements/record/old_texts.py",
        "    if not agreement.signed_before or agreement.is_public:\n",
        "    if not agreement.signed_before:\n",
        _of("test_inside_the_record_goes_on_without_the_steps_and_in_public_not"),
    ),
    Guard(
        "old text: a Letter of Intent opens no gate",
        "agreements/record/old_texts.py",
        "    return is_gated(Track(agreement.track), Stage(agreement.stage))\n",
        "    return True\n",
        _of("test_a_letter_of_intent_opens_no_gate"),
    ),
    Guard(
        "old text: not public without proof or reason",
        "agreements/record/publication.py",
        "        _refuse_unproven(row)\n",
        "        pass\n",
        _of("test_another_track_keeps_the_stage_of_a_record_that_is_not_public"),
    ),
    Guard(
        "old text: which grounds stand for all steps",
        "agreements/stages/publishing.py",
        "    if request.ground not in GROUNDS:\n",
        "    if False:\n",
        _of("test_that_no_step_is_required_is_not_said_of_all_at_once"),
    ),
    Guard(
        "old text: sent twice is one record",
        "agreements/stages/take_in_page.py",
        "        refuse_sent_twice(agreement, by=by)\n",
        "",
        (f"{T}/stages/test_take_in_page.py::test_sent_twice_is_recorded_once",),
    ),
    Guard(
        "old text: no end before the signing",
        "agreements/models/instrument.py",
        "        elif self.ends_on.certainly_before(self.signed_on):\n",
        "        elif False:\n",
        CANNOT_BE,
    ),
    Guard(
        "old text: every signing is held to the end",
        "agreements/record/signing.py",
        "    instrument.refuse_misfits()\n",
        "",
        CANNOT_BE,
    ),
    Guard(
        "old text: no extension before its text",
        "agreements/models/instrument.py",
        "        if self.changes is not None and _extended_too_early(self, self.changes):\n",
        "        if False:\n",
        CANNOT_BE,
    ),
    Guard(
        "old text: no text after its extension",
        "agreements/models/instrument.py",
        "        for one in self.changed_by.all() if self.pk else []:\n",
        "        for one in []:\n",
        _fault("test_the_day_of_a_text_is_not_moved_behind_its_extension"),
    ),
    Guard(
        "old text: a reason is not lost",
        "agreements/models/instrument.py",
        " or self.ended_reason.strip()) and not",
        ") and not",
        NAMED,
    ),
    Guard(
        "old text: the kind of a source is not lost",
        "agreements/stages/take_in_form.py",
        'if given.get("source_kind") and not given.get("new_source") and',
        "if False and",
        NAMED,
    ),
    Guard(
        "old text: a fault of a line is one of the form",
        "agreements/stages/take_in_form.py",
        "return super().is_valid() and not any(line.errors for line in self.lines)",
        "return super().is_valid()",
        (f"{T}/stages/test_take_in_page.py",),
    ),
    Guard(
        "old text: this city in other capitals",
        "agreements/stages/take_in.py",
        'if region.casefold() in ("", settings.REGISTRY_REGION.casefold()):',
        'if region in ("", settings.REGISTRY_REGION):',
        _fault("test_this_city_is_no_comparison_however_it_is_typed"),
    ),
]
