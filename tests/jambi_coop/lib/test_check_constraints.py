"""Check constraints asked in memory answer as the database does, for every model that an import writes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import Agreement, FollowUp, Indicator, Instrument, Signature, Transaction
from jambi_coop.lib.records.check_constraints import broken_constraints
from partners.models import Partner

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MODELS = [Agreement, FollowUp, Indicator, Instrument, Signature, Transaction, Partner]
DAYS = st.sampled_from([None, date(2020, 1, 1), date(2020, 6, 1), date(2021, 1, 1)])


def _value(field):
    if isinstance(field, models.DateField):
        return DAYS
    if isinstance(field, models.BooleanField):
        return st.booleans()
    if isinstance(field, models.IntegerField | models.DecimalField):
        return st.sampled_from([None, 0, 1, -1, 2000, Decimal("7.5")])
    if field.choices:
        return st.sampled_from(["", *(value for value, _label in field.flatchoices)])
    return st.sampled_from(["", "teks"])


def _rows(model):
    named = {
        name.partition("__")[0]
        for one in model._meta.constraints
        if isinstance(one, models.CheckConstraint)
        for name in _lookups(one.condition)
    }
    fields = [model._meta.get_field(name) for name in sorted(named)]
    values = {field.attname: st.sampled_from([None, 1, 2]) if field.is_relation else _value(field) for field in fields}
    return st.fixed_dictionaries(values)


def _lookups(condition):
    for child in condition.children:
        yield from [child[0]] if isinstance(child, tuple) else _lookups(child)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_answers_are_those_of_the_database(model, data):
    row = model()
    for name, value in data.draw(_rows(model)).items():
        setattr(row, name, value)
    refused = []
    for one in model._meta.constraints:
        if isinstance(one, models.CheckConstraint):
            try:
                one.validate(model, row)
            except ValidationError:
                refused.append(one.name)
    assert [one.name for one in broken_constraints(row)] == refused
