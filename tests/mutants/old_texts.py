"""The guards of texts that were signed already."""

from .guard import Guard, T

TAKE_IN = (f"{T}/stages/test_take_in.py",)
PAGE = (f"{T}/stages/test_take_in_page.py",)

OLD_TEXTS = [
    Guard(
        "old text: only who may add agreements takes it in",
        "agreements/stages/take_in.py",
        '    require(by, "agreements.add_agreement")\n',
        "",
        TAKE_IN,
    ),
    Guard(
        "old text: the page asks for the right",
        "agreements/stages/take_in_page.py",
        "    refuse_unless(model_admin.has_add_permission(request))\n",
        "",
        TAKE_IN,
    ),
    Guard(
        "old text: no day in the future",
        "agreements/stages/take_in.py",
        "    refuse_future_sides(old.sides, today)\n",
        "",
        TAKE_IN,
    ),
    Guard(
        "old text: no extension in the future",
        "agreements/stages/take_in.py",
        "        refuse_future_sides(text.sides, today)\n",
        "        pass\n",
        TAKE_IN,
    ),
    Guard(
        "old text: the day fits the answer",
        "agreements/stages/take_in.py",
        "if asks_for_day(old.kind) and rules.contradicts(",
        "if False and rules.contradicts(",
        TAKE_IN,
    ),
    Guard(
        "old text: the first day of the law",
        "agreements/lifecycle/rules.py",
        "certainly_after = first is not None and first >= PP_28_2018_IN_FORCE",
        "certainly_after = first is not None and first > PP_28_2018_IN_FORCE",
        TAKE_IN,
    ),
    Guard(
        "old text: not known is no proof of the law",
        "agreements/lifecycle/rules.py",
        "    if before != SignedBefore.NO:\n",
        "    if before == SignedBefore.YES:\n",
        TAKE_IN,
    ),
    Guard(
        "old text: the page says that the track is a choice",
        "agreements/record/old_texts.py",
        "    if agreement.signed_before != SignedBefore.NOT_KNOWN or agreement.track != Track.LEGACY:\n",
        "    if True:\n",
        TAKE_IN,
    ),
    Guard(
        "old text: the gate lets only these pass",
        "agreements/record/old_texts.py",
        "    if not agreement.signed_before or agreement.is_public:\n",
        "    if agreement.is_public:\n",
        TAKE_IN,
    ),
    Guard(
        "old text: in public the gate holds",
        "agreements/record/old_texts.py",
        "    if not agreement.signed_before or agreement.is_public:\n",
        "    if not agreement.signed_before:\n",
        TAKE_IN,
    ),
    Guard(
        "old text: a Letter of Intent opens no gate",
        "agreements/record/old_texts.py",
        "    return is_gated(Track(agreement.track), Stage(agreement.stage))\n",
        "    return True\n",
        TAKE_IN,
    ),
    Guard(
        "old text: not public without proof or reason",
        "agreements/record/publication.py",
        "        _refuse_unproven(row)\n",
        "        pass\n",
        TAKE_IN,
    ),
    Guard(
        "old text: which grounds stand for all steps",
        "agreements/stages/publishing.py",
        "    if request.ground not in GROUNDS:\n",
        "    if False:\n",
        TAKE_IN,
    ),
    Guard(
        "old text: sent twice is one record",
        "agreements/stages/take_in_page.py",
        "        refuse_sent_twice(agreement, by=by)\n",
        "",
        PAGE,
    ),
]
