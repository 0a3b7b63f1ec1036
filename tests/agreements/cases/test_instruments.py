"""The instruments of a case: matched with the papers of its life, completed, and added where no step made them."""

from datetime import date

import pytest

from agreements.cases.files import FixtureError
from agreements.cases.loading import load
from agreements.models import Agreement

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

CASE = """
kota-kembar:
  title: Kota kembar
  title_en: Twin city
  kind: sister_city
  track: legacy
  signed_on: "2014"
  parties:
    - {partner: mitra-uji}
  life:
    - record_past:
        - {stage: intent, decided_on: "2012", signatories: Wali Kota}
"""


def loaded(tmp_path, instruments):
    files = {
        "sources.yaml": "berita:\n  kind: press\n  citation: Berita uji\n",
        "partners.yaml": "mitra-uji:\n  name: Mitra Uji\n  kind: local_government\n",
        "cases.yaml": CASE + "  instruments:\n" + "".join(f"    - {line}\n" for line in instruments),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    load(tmp_path, today=TODAY)
    return Agreement.objects.get()


def papers_of(agreement):
    return [
        (one.kind, str(one.signed_on), one.changes and one.changes.kind, one.steps.count())
        for one in agreement.instruments.order_by("pk")
    ]


MADE = [("mou", "2014", None, 1), ("intent", "2012", None, 1)]


def test_a_line_completes_the_paper_of_its_kind(tmp_path):
    agreement = loaded(tmp_path, ["{kind: mou, validity: duration, duration: 4 tahun, source: berita}"])
    assert papers_of(agreement) == MADE
    text = agreement.instruments.get(kind="mou")
    assert (text.duration, text.source.citation) == ("4 tahun", "Berita uji")
    assert str(agreement.digest.ends_latest) == "2018-12-30"


def test_a_line_names_the_step_whose_paper_is_of_another_kind(tmp_path):
    agreement = loaded(tmp_path, ["{kind: implementing, of_step: signing}"])
    assert papers_of(agreement) == [("implementing", "2014", None, 1), ("intent", "2012", None, 1)]


def test_further_papers_are_added_and_name_what_they_change(tmp_path):
    lines = [
        "{kind: extension, changes: mou, signatures: [{side: all, signed_on: 2018}]}",
        "{kind: minutes}",
    ]
    agreement = loaded(tmp_path, lines)
    assert papers_of(agreement) == [*MADE, ("extension", "2018", "mou", 0), ("minutes", "tidak diketahui", None, 0)]
    assert [one.is_signed for one in agreement.instruments.order_by("pk")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{kind: mou, validity: period, ends_on: 2010}", "Tidak dapat berakhir 2010"),
        ("{kind: extension, changes: mou, signatures: [{side: all, signed_on: 2013}]}", "sebelum naskah"),
    ],
)
def test_days_that_cannot_be_are_refused(tmp_path, line, fault):
    with pytest.raises(FixtureError, match=fault):
        loaded(tmp_path, [line])
    assert not Agreement.objects.exists()


def test_signatures_stand_beside_the_day_of_the_step(tmp_path):
    sides = "{side: city, name: Wali Kota, signed_on: 2014-05}, {partner: mitra-uji, number: X/7, signed_on: 2014-06}"
    agreement = loaded(tmp_path, [f"{{kind: mou, signatures: [{sides}]}}"])
    text = agreement.instruments.get(kind="mou")
    found = {(one.side, one.name, one.number, str(one.signed_on)) for one in text.signatures.all()}
    assert found == {
        ("all", "", "", "2014"),
        ("city", "Wali Kota", "", "Mei 2014"),
        ("partner", "", "X/7", "Juni 2014"),
    }
    # Of days that fit together the latest possible one counts.
    assert str(text.signed_on) == "2014"
