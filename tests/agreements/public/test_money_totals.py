"""Only checked commitments and receipts that are shown in public are added up."""

from itertools import product

import pytest

from agreements.models import Transaction
from agreements.public.agreement_page.view import money_sums
from agreements.templatetags.agreements_of_partner import partner_money
from tests.factories import TODAY, make_signed, make_source

pytestmark = pytest.mark.django_db

TOTALLED = {"commitment", "received"}


@pytest.fixture
def lines(editor):
    """A line of every kind, checked and not, shown in public and not; each of another amount."""
    agreement = make_signed(by=editor, public=True)
    for number, (kind, checked, public) in enumerate(product(Transaction.Kind.values, (True, False), (True, False))):
        Transaction.objects.create(
            agreement=agreement,
            kind=kind,
            amount=2**number,
            currency="IDR",
            source=make_source(),
            checked_on=TODAY if checked else None,
            is_public=public,
        )
    return agreement


def amount_of(lines, kind):
    return lines.transactions.get(kind=kind, checked_on__isnull=False, is_public=True).amount


def test_only_checked_commitments_and_receipts_are_totalled(lines):
    counted = Transaction.objects.countable().values_list("kind", "checked_on").distinct()
    assert set(counted) == {(kind, TODAY) for kind in TOTALLED}
    assert money_sums(lines) == {(kind, "IDR"): amount_of(lines, kind) for kind in TOTALLED}
    totals = partner_money(lines.parties.get().partner)
    assert sorted(total.amount for total in totals) == sorted(amount_of(lines, kind) for kind in TOTALLED)
