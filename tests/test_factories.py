"""The rows that the factories write at once equal those that the actions write."""

from datetime import date
from unittest.mock import patch

import pytest
from django.apps import apps

from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import parse
from tests import factories
from tests.factories import make_partner, make_signed

# Columns that differ between any two records, however they were made.
OWN = {
    "id",
    "instrument_id",
    "history_id",
    "history_date",
    "created_at",
    "updated_at",
    "register_number",
    "public_text",
    "staff_text",
}


def rows_of(agreement):
    """Return every row of the agreement, of every table, with its history."""
    found = {}
    for model in apps.get_models():
        fields = {field.name for field in model._meta.concrete_fields}
        key = "id" if model._meta.model_name in ("agreement", "historicalagreement") else "agreement"
        if model._meta.app_label != "agreements" or key not in fields:
            continue
        rows = model._base_manager.filter(**{key: agreement.pk}).order_by("pk")
        found[model._meta.model_name] = [
            {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields} for row in rows
        ]
    return found


def comparable(found):
    """Return the rows without ids and times; the steps sorted, since an action may write them in another order."""
    plain = {
        name: [{key: value for key, value in row.items() if key not in OWN | {"agreement_id"}} for row in rows]
        for name, rows in found.items()
    }
    for name in ("step", "historicalstep"):
        plain[name] = sorted(plain[name], key=lambda row: (row["stage"], row["holder"], row["version"]))
    return plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"public": True},
        {"on": parse("Maret 2026"), "today": date(2026, 6, 1)},
        {"on": KnownDate.unknown()},
    ],
    ids=["plain", "public", "month", "undated"],
)
@pytest.mark.parametrize("named", [True, False], ids=["by somebody", "by nobody"])
def test_signed_agreement_is_the_same_as_by_the_action(values, named, editor):
    partner, by = make_partner(), editor if named else None
    at_once = make_signed(by=by, partner=partner, **values)
    with patch.object(factories, "_sign_at_once", factories.sign):
        step_by_step = make_signed(by=by, partner=partner, **values)
    found, expected = rows_of(at_once), rows_of(step_by_step)
    assert comparable(found) == comparable(expected)
    assert len(found["step"]) > 5
    assert len(found["historicalstep"]) > len(found["step"])
