"""What goes out comes in again: the workbook and the machine CSV of the whole register change nothing, and one changed
cell is one change."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from agreements.exchange.importing.compare import Asked, compare
from agreements.exchange.importing.sheets import read_file
from agreements.exchange.register.columns import Kind, When
from agreements.exchange.register.register_files import write_csv_files, write_register, write_template
from agreements.exchange.register.tables import BY_KEY, TAKEN_IN
from tests.agreements.exchange.importing.files import faults

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The real cases and the examples, loaded once; taken out again at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_cases", verbosity=0)
        call_command("load_cases", examples=True, verbosity=0)
        yield
        transaction.set_rollback(True)


def written(user, write, language="id", **more):
    out = BytesIO()
    write(out, user=user, today=timezone.localdate(), language=language, **more)
    return out.getvalue()


def compared(content, user, name="register.xlsx"):
    matched = read_file(BytesIO(content), name, {})
    return compare(matched.rows, Asked(user=user, today=timezone.localdate()))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_workbook_changes_nothing(loaded, superuser, language):
    comparison = compared(written(superuser, write_register, language), superuser)
    counts = comparison.counts()
    assert (counts["new"], counts["changed"], counts["notes"]) == (0, 0, 0)
    assert faults(comparison) == []
    assert {one.came.table.key for one in comparison.rows} == {table.key for table in TAKEN_IN}


@pytest.mark.parametrize("dialect", ["standard", "excel-id"])
def test_csv_changes_nothing(loaded, superuser, dialect):
    content = written(superuser, write_csv_files, dialect=dialect)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for table in TAKEN_IN:
            comparison = compared(archive.read(f"{table.key}.csv"), superuser, f"{table.key}.csv")
            counts = comparison.counts()
            assert (counts["new"], counts["changed"], counts["notes"]) == (0, 0, 0), table.key
            assert faults(comparison) == []
            assert counts["same"] > 0


CHANGED = {
    Kind.TEXT: "Teks yang lain",
    Kind.YES_NO: None,
    Kind.KNOWN_DATE: "sekitar 2001",
    Kind.DAY: "2001-02-03",
    Kind.NUMBER: "7,25",
    Kind.AMOUNT: "7250000,50",
    Kind.WHOLE: "2001",
    Kind.COUNTRY: "Islandia",
    Kind.CURRENCY: "JPY",
}


def _another(column, table, text):
    """Return another text for a cell of this column."""
    if column.kind == Kind.YES_NO:
        return "false" if text == "true" else "true"
    if column.kind == Kind.CHOICE:
        labels = [str(label) for _value, label in table.model._meta.get_field(column.field).flatchoices]
        return next(label for label in labels if label != text)
    if column.key == "website":
        return "https://lain.example/"
    return CHANGED.get(column.kind)


TYPED = [
    pytest.param(table.key, column.key, id=f"{table.key}.{column.key}")
    for table in TAKEN_IN
    for column in table.columns
    if column.when == When.ALWAYS and column.kind not in (Kind.KEY, Kind.LINK, Kind.LINKS)
]


@pytest.fixture(scope="module")
def csv_of(loaded, django_user_model_of_module):
    content = written(django_user_model_of_module, write_csv_files, dialect="standard")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {table.key: archive.read(f"{table.key}.csv").decode() for table in TAKEN_IN}


@pytest.fixture(scope="module")
def django_user_model_of_module(loaded):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create(username="pengekspor", is_superuser=True, is_staff=True)


@pytest.mark.parametrize(("table", "key"), TYPED)
def test_one_changed_cell_is_one_change(csv_of, superuser, table, key):
    table = BY_KEY[table]
    column = table.column(key)
    rows = list(csv.reader(StringIO(csv_of[table.key])))
    place = [str(one.key) for one in table.columns].index(key)
    rows[1][place] = _another(column, table, rows[1][place])
    out = StringIO()
    csv.writer(out).writerows(rows)
    comparison = compared(out.getvalue().encode(), superuser, f"{table.key}.csv")
    touched = [one for one in comparison.rows if one.differences]
    assert [one.came.number for one in touched] == [2]
    assert [item.column.key for item in touched[0].differences] == [key]


def test_the_template_has_the_columns_of_the_register_and_is_read_as_empty(superuser):
    out = BytesIO()
    write_template(out, today=timezone.localdate(), language="id")
    book = load_workbook(BytesIO(out.getvalue()))
    assert book.sheetnames[0] == "Petunjuk"
    sheet = book["Tindak lanjut"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["Kunci baris (jangan diubah)", "Nomor registri", "Jenis", "Judul"]
    assert sheet.data_validations.dataValidation
    assert any(cell.comment for cell in sheet[1])
    comparison = compared(out.getvalue(), superuser)
    assert list(comparison.rows) == []
