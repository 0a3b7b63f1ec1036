"""What the tables of the statistics hold when they are taken away: words, in the language of the page."""

import pytest
from django.utils.translation import override

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.oversight.statistics.all_figures import build_figure
from agreements.record.condition import Condition
from agreements.record.status import LIST_LABELS
from tests.factories import TODAY, make_signed


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("slug", "choices"), [("kondisi", Condition), ("status", StatusGroup)])
def test_tables_hold_words_and_no_codes(db, slug, choices, language):
    make_signed(public=True)
    with override(language):
        first = [row[0].value for row in build_figure(slug, TODAY).rows]
        assert first[: len(choices)] == [str(LIST_LABELS.get(one.value, one.label)) for one in choices]
    assert "" not in first
