"""What holds for each of the reports: empty, complete, on paper, within its rights, in a fixed number of queries."""

import pytest
from django.contrib.auth.models import Permission

from agreements.models import Agreement
from agreements.record.digest import refresh_digest
from agreements.reports.kinds import REPORTS
from agreements.reports.report import for_paper
from tests.agreements.reports.report_records import TODAY, ago, cells, make, make_register, number_of
from tests.factories import make_agreement, make_partner, make_signed

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

CODES = sorted(set(REPORTS) - {"lembar"})


@pytest.fixture
def register():
    return make_register()


# --- every report ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_an_empty_register_gives_an_empty_report(code, head):
    report = make(code, head)
    assert (report.rows, report.keys, report.totals, report.count_row) == ((), (), (), None)
    assert report.definitions
    assert report.title


@pytest.mark.parametrize("code", sorted(REPORTS))
def test_rows_have_as_many_cells_as_columns_and_keys_of_their_own(code, head, register):
    report = make(code, head, register_number=number_of(register, "twin"))
    assert report.rows
    assert {len(row) for row in report.rows} == {len(report.columns)}
    assert len(set(report.keys)) == len(report.keys) == len(report.rows)
    assert [row[0] for row in report.rows] == list(range(1, len(report.rows) + 1))
    assert report.closing[-1] == "Format internal kantor; bukan lampiran suatu peraturan."
    assert {column.key for column in report.columns} >= report.moving


@pytest.mark.parametrize("code", sorted(REPORTS))
def test_paper_tells_every_column(code, head, register):
    report = make(code, head, register_number=number_of(register, "twin"))
    folded = {key for fold in report.folds for key in fold.keys}
    known = {column.key for column in report.columns} - {"number"}
    assert not folded or known - folded <= {"register_number"}
    assert folded <= known
    assert len(for_paper(report).columns) <= 12


@pytest.mark.parametrize("code", CODES)
def test_number_of_queries_does_not_grow(code, head, register, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as first:
        make(code, head)
    before = len(first)
    for _ in range(3):
        make_register_again()
    with django_assert_max_num_queries(before):
        make(code, head)


def make_register_again():
    for row in list(Agreement.objects.order_by("pk")[:5]):
        copy_of(row)


def copy_of(row):
    """Another record with rows of the same kinds, so that every relation has more rows to load."""
    other = make_signed(f"Salinan {row.pk}", partner=make_partner(f"Mitra salinan {Agreement.objects.count()}"))
    other.kind, other.legal_form = row.kind, row.legal_form
    other.save()
    for name in ("follow_ups", "transactions", "indicators"):
        for one in getattr(row, name).all():
            one.pk, one.agreement = None, other
            one._state.adding = True
            one.save()
    refresh_digest(other)


@pytest.mark.parametrize("code", CODES)
def test_others_than_this_citys_real_cooperation_stand_nowhere(code, head, register):
    asked = {"disclosure": "exempt"} if code == "informasi" else {}
    before = make(code, head, **asked)
    for agreement in Agreement.objects.all():
        agreement.pk, agreement.register_number = None, f"LAIN-{agreement.pk}"
        agreement._state.adding = True
        agreement.is_comparison = True
        agreement.save()
        refresh_digest(agreement)
    make_agreement("Kunjungan saja", kind="contact")
    example = make_signed("Contoh kembar", is_example=True, legal_form="ksdpl_twin")
    refresh_digest(example)
    assert make(code, head, **asked).keys == before.keys
    assert make(code, head, **asked).rows == before.rows


@pytest.mark.parametrize(
    ("code", "column"), [("buku-register", "title"), ("pelaksanaan", "title"), ("tanpa-tindak-lanjut", "title")]
)
def test_examples_that_were_asked_for_are_marked(code, column, head):
    make_signed("Kembar rekaan", is_example=True, legal_form="ksdpl_twin", on=ago(1000))
    assert cells(make(code, head), column) == []
    report = make(code, head, examples=True)
    assert cells(report, column) == ["Kembar rekaan (contoh)"]
    assert "Termasuk contoh rekaan, yang diberi tanda" in report.filters


@pytest.mark.parametrize("code", sorted(REPORTS))
def test_a_record_of_another_office_is_not_told(code, operator, register):
    """Also not in numbers: somebody of a department who may export sees the records of the own office only."""
    operator.user_permissions.add(Permission.objects.get(codename="export_agreement"))
    own = make_signed("Punya sendiri", lead_office=operator.offices.get(), on=ago(1000), legal_form="ksdpl_twin")
    for asked in ({}, {"disclosure": "exempt"}, {"by": "field"}, {"by": "office"}):
        report = make(code, operator, register_number=number_of(register, "exempt"), **asked)
        said = repr((report.rows, report.keys, report.totals, report.notes, report.count_row))
        for secret in ("rahasia", "Seremban", "Hibah air", "Belanda", "EUR", number_of(register, "exempt")):
            assert secret not in said
    assert make("buku-register", operator).keys == (own.register_number,)
    assert make("rekap", operator).count_row[2] == 1


def test_a_report_of_one_office_tells_of_that_office_alone(head, register):
    report = make("buku-register", head, office="dikota")
    assert report.keys == (number_of(register, "twin"),)
    assert report.filters == ("Perangkat daerah: Disdik",)
