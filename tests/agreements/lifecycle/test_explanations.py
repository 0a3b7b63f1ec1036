"""Every stage of every track is explained in plain words, and nothing is named as certain that was not read."""

import pytest
from django.utils.translation import override

from agreements.lifecycle.explanations import TRACK_NOTES, explanation_of
from agreements.lifecycle.tracks import TRACKS
from agreements.lifecycle.vocabulary import Track

STAGES = [(track, spec) for track, specs in TRACKS.items() for spec in specs]


@pytest.mark.parametrize(("track", "spec"), STAGES, ids=lambda value: getattr(value, "stage", value))
def test_explains_every_stage_in_one_or_two_sentences(track, spec):
    with override("en"):
        words = str(explanation_of(track, spec.stage).what)
    assert 1 <= words.count(". ") + 1 <= 2
    assert words.endswith(".")


def test_notes_every_track():
    assert set(TRACK_NOTES) == set(Track)


def test_names_no_regulation_that_was_not_read():
    with override("en"):
        texts = [
            str(part)
            for track, spec in STAGES
            for words in [explanation_of(track, spec.stage)]
            for part in (words.what, words.paper, words.letter)
        ]
    assert [text for text in texts if "Permendagri" in text or "25/2020" in text] == []


def test_says_that_full_powers_are_unsure():
    with override("en"):
        signing = str(explanation_of(Track.KSDPL, TRACKS[Track.KSDPL][11].stage).what)
    assert "may be asked for" in signing
