"""The offices and sectors of the first day: what a source names, to be confirmed, and the usual subjects."""

import shutil

import pytest

from agreements.cases.files import FixtureError
from agreements.cases.loading import load
from agreements.models import Office, Sector
from tests.factories import TODAY, make_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(settings, tmp_path):
    """A folder with the register's own sources, offices and sectors."""
    for name in ("sources.yaml", "offices.yaml", "sectors.yaml"):
        shutil.copy(settings.BASE_DIR / "fixtures" / name, tmp_path)
    return tmp_path


def test_every_office_names_its_public_source_and_waits_for_a_manager(reference):
    load(reference, today=TODAY)
    offices = list(Office.objects.select_related("source"))
    assert {office.code for office in offices} == {
        *("setda", "bagian-kerja-sama", "dinas-lingkungan-hidup", "bpkad"),
        *("bagian-hukum", "uptd-tpa-talang-gulo", "bkpsdmd"),
    }
    assert all(office.source is not None and office.source.is_public for office in offices)
    assert {(office.confirmed_on, office.head, office.version) for office in offices} == {(None, None, 1)}
    assert str(Office.objects.get(code="bpkad")) == "BPKAD (diusulkan – belum dikonfirmasi)"


def test_an_office_that_a_manager_entered_stays_confirmed(reference):
    own = make_office("Badan Keuangan", code="bpkad")
    load(reference, today=TODAY)
    assert list(Office.objects.filter(code="bpkad").values_list("pk", "name", "confirmed_on")) == [
        (own.pk, "Badan Keuangan", TODAY)
    ]


def test_an_invented_office_of_the_examples_needs_no_confirmation(settings, tmp_path):
    shutil.copy(settings.BASE_DIR / "fixtures" / "examples" / "offices.yaml", tmp_path)
    load(tmp_path, today=TODAY, examples=True)
    assert set(Office.objects.values_list("confirmed_on", flat=True)) == {TODAY}


def test_a_fixture_confirms_no_office(tmp_path):
    (tmp_path / "offices.yaml").write_text("dinas: {name: Dinas, confirmed_on: 2026-01-01}\n", encoding="utf-8")
    with pytest.raises(FixtureError, match="confirmed_on"):
        load(tmp_path, today=TODAY)


def test_usual_sectors_stand_ready_in_both_languages(reference):
    load(reference, today=TODAY)
    sectors = dict(Sector.objects.values_list("slug", "name_en"))
    assert {"persampahan", "pendidikan", "kesehatan", "kota-cerdas"} <= set(sectors)
    assert all(sectors.values())
