"""KnownDateField on a model of its own: columns, forms, history, constraints, queries."""

import copy
import pickle
from datetime import date

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, transaction
from django.db.migrations.state import ModelState
from django.utils import translation

from jambi_coop.lib.dates.fields import column_names, overlaps_q, sort_key
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.parser import DateTextError
from tests.testapp.models import Event

pytestmark = pytest.mark.django_db

JUNE = KnownDate.month(2014, 6)


class EventForm(forms.ModelForm):
    class Meta:
        model = Event
        fields = ["title", "starts_on", "ends_on"]


def test_is_kept_in_three_plain_columns_only():
    fields = dict(ModelState.from_model(Event).fields)
    kept = {name: type(field).__name__ for name, field in fields.items() if "starts_on" in name}
    assert kept == {
        "starts_on_earliest": "DateField",
        "starts_on_latest": "DateField",
        "starts_on_precision": "CharField",
    }


def test_history_has_the_columns_once_and_the_date_too():
    names = [field.name for field in Event.history.model._meta.local_fields]
    assert len(names) == len(set(names))
    assert "starts_on_earliest" in names
    event = Event.objects.create(title="A", starts_on=JUNE)
    event.starts_on = "sekitar 2018"
    event.save()
    new, old = event.history.all()
    assert (old.starts_on, new.starts_on) == (JUNE, KnownDate.around(2018))
    change = new.diff_against(old).changes[0]
    assert (change.field, change.old, change.new) == ("starts_on", JUNE, KnownDate.around(2018))
    assert old.instance.starts_on == JUNE


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, KnownDate.unknown()),
        (date(2020, 8, 17), KnownDate.day(date(2020, 8, 17))),
        ("Juni 2014", JUNE),
        (JUNE, JUNE),
    ],
)
def test_accepts_on_assignment(given, expected):
    assert Event(title="A", starts_on=given).starts_on == expected


def test_refuses_a_text_that_is_no_date():
    with pytest.raises(DateTextError, match="31/02/2020.*kalender"):
        Event(starts_on="31/02/2020")
    with pytest.raises(TypeError, match="2020 is neither a date nor a text"):
        Event(starts_on=2020)


def test_survives_saving_refreshing_copying_and_pickling():
    event = Event.objects.create(title="A", starts_on=JUNE)
    assert pickle.loads(pickle.dumps(event)).starts_on == JUNE  # noqa: S301
    assert copy.copy(event).starts_on == JUNE
    Event.objects.filter(pk=event.pk).update(starts_on_earliest=date(2014, 6, 2))
    event.refresh_from_db()
    assert event.starts_on.earliest == date(2014, 6, 2)
    event.starts_on = "2015"
    event.save(update_fields=column_names(Event, ["title", "starts_on"]))
    assert Event.objects.get().starts_on == KnownDate.year(2015)


def test_loads_deferred_columns_together(django_assert_num_queries):
    Event.objects.create(title="A", starts_on=JUNE)
    for queryset in (Event.objects.only("title"), Event.objects.defer("starts_on_latest")):
        event = queryset.get()
        with django_assert_num_queries(1):
            assert event.starts_on == JUNE


def test_serializes_and_loads_again():
    Event.objects.create(title="A", starts_on=JUNE)
    text = serializers.serialize("json", Event.objects.all())
    (loaded,) = serializers.deserialize("json", text)
    assert loaded.object.starts_on == JUNE
    row = '[{"model": "testapp.event", "fields": {"title": "B", "starts_on": "sekitar 2018"}}]'
    (loaded,) = serializers.deserialize("json", row)
    assert loaded.object.starts_on == KnownDate.around(2018)


def test_full_clean_refuses_unknown_when_required():
    with pytest.raises(ValidationError) as caught:
        Event(title="A").full_clean()
    assert list(caught.value.message_dict) == ["starts_on"]
    Event(title="A", starts_on="2014").full_clean()


def test_form_saves_what_was_typed():
    form = EventForm({"title": "A", "starts_on": " 17 Agt 2020", "ends_on": ""})
    event = form.save()
    event.refresh_from_db()
    assert event.starts_on == KnownDate.day(date(2020, 8, 17))
    assert not event.ends_on


@pytest.mark.parametrize(
    ("typed", "part"),
    [("31/02/2020", "kalender"), ("", "kosong"), ("08/17/2020", "bulan sebelum hari"), ("-", "kosong")],
)
def test_form_keeps_what_was_typed_wrong(typed, part):
    form = EventForm({"title": "A", "starts_on": typed})
    assert list(form.errors) == ["starts_on"]
    assert part in form.errors["starts_on"][0]
    assert form["starts_on"].value() == typed


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("text", ["2014-06", "<2016-04", "~2018", "2018-10-15/2018-10-26", "2020-08-17"])
def test_form_shows_what_reads_back_the_same(text, language):
    event = Event.objects.create(title="A", starts_on=text)
    with translation.override(language):
        shown = EventForm(instance=event)["starts_on"].value()
        form = EventForm({"title": "A", "starts_on": shown, "ends_on": ""}, instance=event)
        assert form.is_valid()
        assert form.changed_data == []


def test_form_reports_a_constraint_over_two_dates():
    form = EventForm({"title": "A", "starts_on": "2020", "ends_on": "2019"})
    assert form.errors == {"__all__": ["Ends too early."]}


def test_admin_form_uses_the_same_field(rf):
    request = rf.get("/")
    request.user = get_user_model()(is_superuser=True)
    form = admin.ModelAdmin(Event, admin.site).get_form(request)
    assert list(form.base_fields) == ["title", "starts_on", "ends_on", "editors"]
    assert form({"title": "A", "starts_on": "2014", "ends_on": "2013"}).errors == {"__all__": ["Ends too early."]}


@pytest.mark.parametrize(
    "columns",
    [
        {"starts_on_earliest": date(2015, 1, 1)},
        {"starts_on_precision": "unknown"},
        {"starts_on_precision": "before"},
        {"starts_on_latest": None},
    ],
)
def test_database_refuses_columns_that_disagree(columns):
    event = Event.objects.create(title="A", starts_on=JUNE)
    with pytest.raises(IntegrityError, match="event_starts_on"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**columns)


@pytest.mark.parametrize("text", ["", "<2016", "~2018", "2014", "2014-06", "2014/2015", "2014-06-17"])
def test_database_accepts_every_precision(text):
    assert Event.objects.create(title="A", starts_on=text).pk


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (date(2014, 6, 30), None, ["2014-06", "~2018"]),
        (date(2014, 7, 1), date(2016, 12, 31), []),
        (None, date(2014, 6, 1), ["2014-06", "<2014-06"]),
        (date(2014, 1, 1), date(2014, 5, 31), ["<2014-06"]),
        (None, None, ["2014-06", "<2014-06", "~2018"]),
        (None, date(1950, 1, 1), ["<2014-06"]),
        (date(2019, 12, 31), date(2020, 1, 1), ["~2018"]),
        (date(2020, 1, 1), None, []),
    ],
)
def test_overlap_query_finds_what_may_lie_in_the_stretch(start, end, found):
    for text in ("2014-06", "<2014-06", "~2018", ""):
        Event.objects.create(title=text, starts_on=text)
    rows = Event.objects.filter(overlaps_q("starts_on", start, end))
    assert sorted(row.title for row in rows) == sorted(found)


@pytest.mark.parametrize("descending", [False, True])
def test_sorts_unknown_last(descending):
    for text in ("", "2015", "2014-06", "2016"):
        Event.objects.create(title=text or "unknown", starts_on=text)
    rows = Event.objects.order_by(*sort_key("starts_on", descending), "pk")
    known = ["2014-06", "2015", "2016"]
    assert [row.title for row in rows] == [*(known[::-1] if descending else known), "unknown"]


def test_orders_by_its_name_but_refuses_to_filter_or_select_by_it():
    for text in ("2015", "2014"):
        Event.objects.create(title=text, starts_on=text)
    assert [event.title for event in Event.objects.order_by("starts_on")] == ["2014", "2015"]
    with pytest.raises(FieldError, match="starts_on"):
        Event.objects.filter(starts_on=JUNE)
    with pytest.raises(FieldError, match="starts_on"):
        list(Event.objects.values("starts_on"))
