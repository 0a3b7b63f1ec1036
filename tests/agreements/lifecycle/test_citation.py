"""Articles of law written out in both languages."""

import pytest
from django.utils.translation import override

from agreements.lifecycle.citation import written_out
from agreements.lifecycle.tracks import TRACKS


@pytest.mark.parametrize(
    ("basis", "indonesian", "english"),
    [
        ("", "", ""),
        (
            "PP 28/2018 Ps 28(1)-(2) jo. Ps 38",
            "PP 28/2018 Pasal 28 ayat (1) dan ayat (2) juncto Pasal 38",
            "PP 28/2018 Art. 28(1)–(2) with Art. 38",
        ),
        (
            "PP 28/2018 Ps 28(3)-(5)",
            "PP 28/2018 Pasal 28 ayat (3) sampai dengan ayat (5)",
            "PP 28/2018 Art. 28(3)–(5)",
        ),
        (
            "PP 28/2018 Ps 28(5), 30(3) jo. Ps 38",
            "PP 28/2018 Pasal 28 ayat (5) dan Pasal 30 ayat (3) juncto Pasal 38",
            "PP 28/2018 Art. 28(5) and Art. 30(3) with Art. 38",
        ),
        (
            "PP 10/2011 Ps 34(2), 34(5), 57(2)",
            "PP 10/2011 Pasal 34 ayat (2), Pasal 34 ayat (5) dan Pasal 57 ayat (2)",
            "PP 10/2011 Art. 34(2), Art. 34(5) and Art. 57(2)",
        ),
        ("UU 23/2014 Ps 154(1)f-g", "UU 23/2014 Pasal 154 ayat (1) huruf f dan huruf g", "UU 23/2014 Art. 154(1)f–g"),
        (
            "PP 28/2018 Ps 30; UU 23/2014 Ps 154(1)g",
            "PP 28/2018 Pasal 30; UU 23/2014 Pasal 154 ayat (1) huruf g",
            "PP 28/2018 Art. 30; UU 23/2014 Art. 154(1)g",
        ),
        ("Keputusan Wali Kota 12", "Keputusan Wali Kota 12", "Keputusan Wali Kota 12"),
    ],
)
def test_articles_are_written_out(basis, indonesian, english):
    with override("id"):
        assert written_out(basis) == indonesian
    with override("en"):
        assert written_out(basis) == english


def test_every_article_of_the_tracks_is_written_out():
    for spec in (spec for specs in TRACKS.values() for spec in specs if spec.basis):
        with override("id"):
            words = written_out(spec.basis)
        assert " Ps " not in words
        assert "jo." not in words
        assert "Pasal" in words
