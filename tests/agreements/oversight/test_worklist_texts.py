"""The lists of instruments: the database and the rule over loaded rows find the same."""

import pytest

from agreements.lifecycle.vocabulary import InstrumentKind
from agreements.models import Agreement
from agreements.oversight.worklist.lists import BY_CODE, found_on, found_under
from agreements.oversight.worklist.scope import View, WorklistScope
from agreements.record.instruments import without_base, without_validity
from tests.factories import TODAY, make_instrument, make_signed

from .worklist_texts import TEXT_CASES

pytestmark = pytest.mark.django_db


def test_lists_of_instruments_hold_what_the_rules_say(editor):
    """The same rule stands as a database query and as a function over loaded rows."""
    for case in TEXT_CASES:
        case(editor)
    row = make_signed("Segala naskah")
    for kind in InstrumentKind:
        for is_signed in (True, False):
            make_instrument(row, kind, signed=is_signed, title="Naskah")
    seen = Agreement.objects.filter(trashed_at=None, is_comparison=False).prefetch_related("instruments__signatures")
    scope, heading = WorklistScope(editor, TODAY, View.ALL), BY_CODE["texts"]
    found = found_under(heading, {one: found_on(one, scope, 100) for one in heading.lists}, 100)
    for code, rule in (("no-validity", without_validity), ("no-base", without_base)):
        listed = {int(row.key.split(":")[2]) for row in found.rows if row.key.startswith(f"{code}:")}
        assert listed == {one.pk for agreement in seen for one in rule(agreement)}
        assert listed
