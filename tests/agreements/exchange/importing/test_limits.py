"""What an import does not do: open a sheet for new rows, keep a check of what changed, reach a record of others."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from tests.agreements.exchange.importing.files import faults, imported, shown, workbook
from tests.factories import make_agreement, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24))]


def test_a_signature_does_not_come_by_itself(editor):
    content = workbook(Tanda_tangan=[["Kunci baris (jangan diubah)", "Penanda tangan"], ["", "Wali Kota"]])
    _batch, comparison = shown(content, editor)
    assert [reason for *_place, reason in faults(comparison)] == [
        "Lembar ini tidak menerima baris baru. Gunakan formulir di registri."
    ]


def test_a_changed_line_of_money_has_to_be_checked_again(editor):
    agreement = make_agreement("Kerja sama", by=editor)
    line = agreement.transactions.create(
        kind="received", amount=5, currency="EUR", source=make_source(), checked_on=date(2026, 1, 1), checked_by=editor
    )
    content = workbook(Uang=[["Kunci baris (jangan diubah)", "Jumlah"], [f"U-{line.pk}", "7"]])
    imported(content, editor)
    line.refresh_from_db()
    assert (line.amount, line.checked_on, line.checked_by) == (7, None, None)


def test_a_record_of_others_is_not_there(editor, operator):
    foreign = make_agreement("Perundingan rahasia", by=editor)
    operator.user_permissions.add(Permission.objects.get(codename="import_agreement"))
    account = get_user_model().objects.get(pk=operator.pk)
    heads = ["Nomor registri", "Judul"]
    _batch, comparison = shown(workbook(Kerja_sama=[heads, [foreign.register_number, "Judul baru"]]), account)
    assert [one.found for one in comparison.rows] == [None]
    assert "Perundingan rahasia" not in str([one.label for one in comparison.rows])
    assert faults(comparison)
