"""Confirmations in the files: what was read of real cases; of examples also answers that carry a condition."""

import pytest
from django.utils.translation import override

from agreements.cases.files import FixtureError
from agreements.cases.loading import load
from agreements.models import Agreement, Attestation
from tests.factories import TODAY, make_office

from .test_load_cases import CASE, PARTNERS, SOURCES, run, write

pytestmark = pytest.mark.django_db
READ = "  attestations:\n    - {kind: sources, ends_on: 2026-10, answered_on: '2026-11-02', source: berita}\n"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "sources.yaml", SOURCES)
    write(tmp_path, "partners.yaml", PARTNERS)
    return tmp_path


@pytest.mark.today(TODAY)
def test_load_says_until_when_the_sources_of_a_case_were_read(folder):
    write(folder, "cases.yaml", CASE + READ)
    load(folder, today=TODAY)
    row = Attestation.objects.get()
    assert (row.kind, str(row.ends_on), row.source.citation) == ("sources", "Oktober 2026", "Berita uji")
    assert (row.entered_on, row.entered_by, row.accepted_on, row.office) == (TODAY, None, None, None)


OFFICE = "kind: complete, starts_on: 2020, ends_on: 2021, office: dinas"
BAD = {
    "nobody asked": ("{kind: asked, ends_on: 2021, answered_on: '2022-01-01'}", "Name the office"),
    "no first day": ("{kind: silent, ends_on: 2021, answered_on: '2022-01-01', office: dinas}", "Say from which day"),
    "read in the future": ("{kind: sources, ends_on: 2021, answered_on: '2050-01-01'}", "answered_on"),
    "until after the answer": (
        "{kind: sources, ends_on: 2023, answered_on: '2022-01-01'}",
        "days after the day of the answer",
    ),
    "accepted by a file": (f"{{{OFFICE}, answered_on: '2022-01-01', accepted_on: '2022-01-02'}}", "accepted_on"),
}


@pytest.mark.parametrize(("line", "fault"), BAD.values(), ids=BAD)
def test_load_refuses_what_no_action_would_record(folder, line, fault):
    make_office("Dinas", code="dinas")
    write(folder, "offices.yaml", "dinas: {name: Dinas}\n")
    write(folder, "cases.yaml", f"{CASE}  attestations:\n    - {line}\n")
    with override("en"), pytest.raises(FixtureError) as refused:
        load(folder, today=TODAY)
    assert fault in str(refused.value)
    assert not Attestation.objects.exists()


SHOWN = {
    "Contoh: Pembaruan kerja sama pendidikan": "none_yet",
    "Contoh: Kerja sama kebudayaan yang diperpanjang dengan adendum": "inactive",
    "Contoh: LoI yang diperbarui dengan Universitas Contoh Utara": "quiet",
    "Contoh: Program pelatihan aparatur": "active",
}


def test_examples_show_what_offices_confirm(settings):
    settings.DEBUG = True
    run()
    run("--examples")
    found = Agreement.objects.on(TODAY).filter(title__in=SHOWN).values_list("title", "stretch__rule")
    assert dict(found) == SHOWN
    assert Attestation.objects.filter(kind="complete", accepted_on__isnull=True).count() == 1
    real = Attestation.objects.filter(agreement__is_example=False)
    assert not real.filter(accepted_on__isnull=False).exists()
