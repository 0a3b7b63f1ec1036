"""Rows of a file without a page: how cells are read, what hinders a row, and that all rows are written or none."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from tablib import Dataset

from agreements.models import DayOff, Office, Sector, Source
from agreements.record.staff.reference_files.preview import preview_of
from agreements.record.staff.reference_files.resources import (
    MOST_ROWS,
    RESOURCES,
    DayOffResource,
    OfficeResource,
    SectorResource,
    SourceResource,
)
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import TODAY, make_office, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def table(*rows):
    dataset = Dataset(headers=list(rows[0]))
    for row in rows[1:]:
        dataset.append(row)
    return dataset


def written(resource_class, *rows, by=None):
    return preview_of(resource_class(by=by, on=TODAY, reason="Impor"), table(*rows), write=True)


def faults(resource_class, *rows):
    found = preview_of(resource_class(), table(*rows))
    return [(fault.number, fault.label, fault.sentence) for fault in found.faults]


# --- all or nothing ----------------------------------------------------------------------------------


def test_one_faulty_row_keeps_all_others_out_also_without_a_page():
    rows = [["slug", "name"], ["air", "Air"], ["sampah", ""], ["hutan", "Hutan"]]
    result = SectorResource(reason="Impor").import_data(table(*rows), dry_run=False)
    assert result.has_validation_errors()
    assert not Sector.objects.exists()
    assert not Sector.history.exists()


def test_error_of_the_code_keeps_all_others_out_and_is_not_hidden(monkeypatch):
    def fail(resource, instance, is_create):
        if instance.slug == "hutan":
            raise RuntimeError("a bug")
        instance.save()

    monkeypatch.setattr(SectorResource, "write", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        written(SectorResource, ["slug", "name"], ["air", "Air"], ["hutan", "Hutan"])
    assert not Sector.objects.exists()


def test_all_faults_are_named_with_row_and_column():
    words = "bukan salah satu pilihan. Tulis salah satu dari: Hari libur, Hari kerja, meskipun libur menurut kalender."
    with translation.override("id"):
        assert faults(
            DayOffResource,
            ["Tanggal", "Nama", "Jenis", "Sumber"],
            ["17/08/2026", "HUT RI", "libur", "SE"],
            ["", "Libur", "", "SE"],
            ["32/08/2026", "Libur", "", "SE"],
            ["2026-08-19", "", "mungkin", "SE"],
        ) == [
            (2, "Jenis", f"“libur” {words}"),
            (3, "Tanggal", "Sel ini kosong. Baris dikenali dari sel ini."),
            (4, "Tanggal", "“32/08/2026” tidak ada dalam kalender. Tulis seperti 27 Maret 2026."),
            (5, "Nama", "Baris baru memerlukan isi di sini."),
            (5, "Jenis", f"“mungkin” {words}"),
        ]
    assert not DayOff.objects.exists()


def test_database_that_refuses_a_row_is_answered_with_a_sentence(monkeypatch):
    """Two imports at once: the check before saving saw nothing, the database did."""
    make_office("Dinas Sosial", code="dinsos")
    checks = []
    full_clean = Office.full_clean

    def blind_once(office, *args, **kwargs):
        checks.append(office.code)
        if len(checks) > 1:
            full_clean(office, *args, **kwargs)

    monkeypatch.setattr(Office, "full_clean", blind_once)
    assert [label for _number, label, _sentence in faults(OfficeResource, ["code", "name"], ["x", "Dinas Sosial"])] == [
        "Name"
    ]


# --- recognising rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [("air", "air"), ("air", " AIR "), ("air", "Air")])
def test_same_key_twice_in_a_file_is_refused_with_both_rows(others):
    first, second = others
    rows = [["slug", "name"], [first, "Air"], ["hutan", "Hutan"], [second, "Air bersih"]]
    sentence = "The same value stands in the rows 2, 4."
    assert faults(SectorResource, *rows) == [(2, "Web address part", sentence), (4, "Web address part", sentence)]


def test_same_day_written_in_two_ways_is_the_same_key():
    rows = [["day", "name", "source"], ["17 Agustus 2026", "A", "SE"], ["17/08/2026", "B", "SE"]]
    assert [(number, label) for number, label, _sentence in faults(DayOffResource, *rows)] == [(2, "Day"), (3, "Day")]


def test_key_that_differs_in_case_alone_makes_no_second_row():
    make_source("Surat Kabar Jambi")
    assert faults(SourceResource, ["citation", "kind"], ["surat kabar jambi", "press"]) == [
        (2, "Citation", "The register has this as “Surat Kabar Jambi”. Write it like that.")
    ]


def test_row_numbers_are_those_of_the_spreadsheet():
    dataset = table(["slug", "name"], ["air", ""], ["hutan", ""])
    dataset.row_numbers = [3, 7]
    assert [fault.number for fault in preview_of(SectorResource(), dataset).faults] == [3, 7]


# --- headings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("headings", [("Kode", "NAMA"), ("Code", "name"), (" code ", "Name")])
@pytest.mark.parametrize("language", ["id", "en"])
def test_headings_are_read_in_both_languages(headings, language):
    with translation.override(language):
        written(OfficeResource, headings, ["dinsos", "Dinas Sosial"])
    assert Office.objects.get(code="dinsos").name == "Dinas Sosial"


def test_column_that_stands_twice_is_refused():
    with pytest.raises(ValidationError, match="“Name” stands in the file twice"):
        preview_of(SectorResource(), table(["slug", "Nama", "Name"], ["air", "Air", "Udara"]))


def test_table_without_its_key_is_refused():
    with pytest.raises(ValidationError, match="“Code” is missing in the first row"):
        preview_of(OfficeResource(), table(["name"], ["Dinas Sosial"]))


def test_empty_and_endless_tables_are_refused():
    with pytest.raises(ValidationError, match="no rows below its headings"):
        preview_of(SectorResource(), table(["slug", "name"]))
    rows = [[f"s{number}", f"S{number}"] for number in range(MOST_ROWS + 1)]
    with pytest.raises(ValidationError, match="1001 rows. At most 1000"):
        preview_of(SectorResource(), table(["slug", "name"], *rows))


# --- what a file may change --------------------------------------------------------------------------


LISTED = {
    OfficeResource: ["code", "name", "name_en", "short_name", "parent", "source", "is_active"],
    SectorResource: ["slug", "name", "name_en", "dac_code"],
    SourceResource: ["citation", "kind", "link", "dated", "certainty", "is_public"],
    DayOffResource: ["day", "name", "kind", "source"],
}


@pytest.mark.parametrize("resource", RESOURCES)
def test_only_listed_columns_can_be_written(resource):
    assert [column.key for column in resource().columns] == LISTED[resource]
    assert set(resource.fields) == set(LISTED[resource])


def test_what_the_register_keeps_is_named_and_left_out(editor):
    office = make_office("Dinas Sosial", code="dinsos", confirmed_on=None)
    extra = {"id": 99, "version": 7, "confirmed_on": "2026-01-01", "head": editor.pk, "liaisons": editor.pk, "pk": 1}
    found = written(OfficeResource, ["code", "name", *extra], ["dinsos", "Dinas Sosial Kota", *extra.values()])
    assert found.ignored == list(extra)
    after = Office.objects.get()
    assert (after.pk, after.version, after.confirmed_on, after.head) == (office.pk, 2, None, None)
    assert (after.name, after.liaisons.count()) == ("Dinas Sosial Kota", 0)


def test_empty_cell_and_missing_column_change_nothing():
    parent, source = make_office("Sekretariat Daerah", code="setda"), make_source()
    make_office("Bagian", code="bagian", parent=parent, source=source, short_name="Bag", name_en="Division")
    written(OfficeResource, ["code", "name", "name_en", "parent"], ["bagian", "Bagian Baru", " ", None])
    after = Office.objects.get(code="bagian")
    assert (after.name, after.name_en, after.parent, after.source) == ("Bagian Baru", "Division", parent, source)
    assert (after.short_name, after.is_active) == ("Bag", True)


@pytest.mark.parametrize("table_of", [Office, Source])
def test_what_the_file_leaves_as_it_is_is_not_written(table_of, editor):
    make_office("Dinas Sosial", code="dinsos")
    make_source("Surat", kind="letter")
    row = table_of.objects.get()
    data = {Office: ["dinsos", "Dinas Sosial"], Source: ["Surat", "letter"]}[table_of]
    resource = {Office: OfficeResource, Source: SourceResource}[table_of]
    found = written(resource, LISTED[resource][:2], data, by=editor)
    assert (found.unchanged, found.changes) == (1, [])
    after = table_of.objects.get()
    assert (after.version, after.history.count()) == (row.version, row.history.count())


def test_history_has_user_and_reason_and_the_version_rises(manager):
    make_office("Dinas Sosial", code="dinsos")
    written(OfficeResource, ["code", "name"], ["dinsos", "Dinas Sosial Kota"], ["baru", "Dinas Baru"], by=manager)
    for code, version, kind in [("dinsos", 2, "~"), ("baru", 1, "+")]:
        office = Office.objects.get(code=code)
        entry = office.history.first()
        assert (office.version, entry.version) == (version, version)
        assert (entry.history_type, entry.history_user, entry.history_change_reason) == (kind, manager, "Impor")


def test_days_off_have_their_history_too(manager):
    written(DayOffResource, ["day", "name", "source"], ["17 Agustus 2026", "HUT", "SE"], by=manager)
    written(DayOffResource, ["day", "name"], ["17-08-2026", "HUT RI"], by=manager)
    day = DayOff.objects.get()
    assert (day.name, day.source) == ("HUT RI", "SE")
    assert [(one.history_type, one.history_change_reason) for one in day.history.all()] == [
        ("~", "Impor"),
        ("+", "Impor"),
    ]


# --- proposed offices --------------------------------------------------------------------------------


def test_file_confirms_no_proposed_office(manager):
    make_office("Dinas Sosial", code="dinsos", confirmed_on=None)
    written(OfficeResource, ["code", "name"], ["dinsos", "Dinas Sosial Kota"], by=manager)
    assert Office.objects.get().confirmed_on is None


@pytest.mark.parametrize(("role", "confirmed_on"), [("manager", TODAY), ("editor", None)])
def test_new_office_is_confirmed_as_if_it_were_typed(role, confirmed_on, request):
    written(OfficeResource, ["code", "name"], ["dinsos", "Dinas Sosial"], by=request.getfixturevalue(role))
    assert Office.objects.get().confirmed_on == confirmed_on


# --- words, dates, links -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("02/03/2020", KnownDate.day(date(2020, 3, 2))),
        ("17-08-2026", KnownDate.day(date(2026, 8, 17))),
        ("17 Agustus 2026", KnownDate.day(date(2026, 8, 17))),
        (date(2026, 8, 17), KnownDate.day(date(2026, 8, 17))),
        (datetime(2026, 8, 17), KnownDate.day(date(2026, 8, 17))),
        ("Juni 2014", KnownDate.month(2014, 6)),
        ("sekitar 2018", KnownDate.around(2018)),
        (2018.0, KnownDate.year(2018)),
        ("", KnownDate.unknown()),
    ],
)
def test_dates_mean_what_they_mean_in_forms(cell, expected):
    written(SourceResource, ["citation", "kind", "dated"], ["Surat", "letter", cell])
    assert Source.objects.get().dated == expected


@pytest.mark.parametrize("cell", ["08/17/2020", "31/02/2020", "45231", "besok"])
def test_what_is_no_date_is_refused_and_not_guessed(cell):
    (fault,) = faults(SourceResource, ["citation", "kind", "dated"], ["Surat", "letter", cell])
    assert fault[:2] == (2, "Dated")
    assert cell in fault[2]


def test_day_known_only_to_the_month_is_no_day_off():
    (fault,) = faults(DayOffResource, ["day", "name", "source"], ["Agustus 2026", "HUT", "SE"])
    assert fault == (2, "Day", "Give the day, such as 31 December 2026.")


@pytest.mark.parametrize("word", ["letter", "Letter", "SURAT", " surat "])
@pytest.mark.parametrize("language", ["id", "en"])
def test_choices_are_read_as_label_or_code(word, language):
    with translation.override(language):
        written(SourceResource, ["citation", "kind"], ["Surat wali kota", word])
    assert Source.objects.get().kind == "letter"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *[(word, True) for word in ("Ya", "yes", True, "1", 1.0)],
        *[(word, False) for word in ("TIDAK", "no", False, "0", "false")],
    ],
)
def test_yes_and_no_are_read_in_both_languages(word, expected):
    make_source("Surat", is_public=not expected)
    written(SourceResource, ["citation", "is_public"], ["Surat", word])
    assert Source.objects.get().is_public is expected


@pytest.mark.parametrize("word", ["mungkin", "?", "2"])
def test_other_words_are_no_no(word):
    make_source("Surat", is_public=True)
    assert faults(SourceResource, ["citation", "is_public"], ["Surat", word]) == [
        (2, "May be named in public", f"“{word}” is neither yes nor no. Write “Yes” or “No”.")
    ]


@pytest.mark.parametrize("cell", ["", "-", " – "])
def test_a_blank_cell_or_a_dash_changes_nothing(cell):
    make_source("Surat", is_public=True)
    assert faults(SourceResource, ["citation", "is_public"], ["Surat", cell]) == []
    written(SourceResource, ["citation", "is_public"], ["Surat", cell])
    assert Source.objects.get().is_public


def test_links_go_by_code_and_citation_also_to_a_row_above():
    source = make_source("Perwal 5/2026")
    written(
        OfficeResource,
        ["code", "name", "parent", "source"],
        ["setda", "Sekretariat Daerah", "", "Perwal 5/2026"],
        ["bagian", "Bagian Kerja Sama", "setda", ""],
    )
    office = Office.objects.get(code="bagian")
    assert (office.parent.code, office.parent.source) == ("setda", source)


def test_unknown_link_is_refused_and_never_made():
    assert faults(OfficeResource, ["code", "name", "parent", "source"], ["a", "Dinas A", "tidak-ada", "Entah"]) == [
        (2, "Part of", "No city office has the code “tidak-ada”. Write it as in that table, or record it first."),
        (2, "Named in", "No source has the citation “Entah”. Write it as in that table, or record it first."),
    ]
    assert (Office.objects.count(), Source.objects.count()) == (0, 0)


def test_number_of_a_spreadsheet_is_the_text_that_is_seen():
    written(SectorResource, ["slug", "name", "dac_code"], ["air", "Air", 14030.0])
    assert Sector.objects.get().dac_code == "14030"


def test_link_without_scheme_is_read_as_in_the_form():
    written(SourceResource, ["citation", "kind", "link"], ["Situs", "website", "jambikota.go.id"])
    assert Source.objects.get().link == "https://jambikota.go.id"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_error_of_a_formula_is_no_value(error):
    assert faults(SectorResource, ["slug", "name"], ["air", error]) == [
        (2, "Name", f"“{error}” is the error of a formula. Write the value itself.")
    ]


@pytest.mark.parametrize("cell", ["javascript:alert(1)", "x" * 600])
def test_rules_of_the_form_hold(cell):
    (fault,) = faults(SourceResource, ["citation", "kind", "link"], ["Situs", "website", cell])
    assert fault[1] == "Link"


def test_null_character_is_refused_in_words():
    (fault,) = faults(SectorResource, ["slug", "name"], ["air", "A\x00ir"])
    assert fault == (2, "Name", "Null characters are not allowed.")


@pytest.mark.parametrize("resource", RESOURCES)
def test_key_is_unique_in_the_table(resource):
    (name,) = resource._meta.import_id_fields
    field = resource._meta.model._meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.unique
