"""Days that are asked for outside of the model forms: read as everywhere, and only to the day."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from jambi_coop.lib.dates.fields import DayFormField
from tests.agreements.staff_desk import send, url
from tests.factories import make_agreement, make_signed

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)


class DayForm(forms.Form):
    on = DayFormField(required=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("24 November 2026", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("", None),
        ("November 2026", "day_needed"),
        ("sekitar 2026", "day_needed"),
        ("besok", "invalid_date"),
    ],
)
def test_day_is_read_like_every_date(typed, read):
    form = DayForm({"on": typed})
    if isinstance(read, str):
        assert [error.code for error in form.errors.as_data()["on"]] == [read]
        assert form["on"].value() == typed
    else:
        assert form.is_valid()
        assert form.cleaned_data["on"] == read


@pytest.mark.parametrize(("language", "words"), [("id", "24 Desember 2026"), ("en", "24 December 2026")])
def test_day_is_shown_in_words_and_is_no_change_when_sent_back(language, words):
    with translation.override(language):
        shown = DayForm(initial={"on": date(2026, 12, 24)})["on"].value()
        assert shown == words
        assert not DayForm({"on": shown}, initial={"on": date(2026, 12, 24)}).has_changed()


@pytest.mark.parametrize(("typed", "saved"), [("24 Desember 2027", True), ("Desember 2027", False)])
def test_review_takes_days_in_words(client, editor, typed, saved):
    agreement = make_signed(by=editor)
    client.force_login(editor)
    values = {"finding": "Baik", "decision": "continue", "reason": "Sepakat", "next_review_on": typed}
    response = send(client, url("agreement_review", agreement.pk), held_on="2 November 2026", **values)
    if saved:
        review = agreement.reviews.get()
        assert (review.held_on, review.next_review_on) == (date(2026, 11, 2), date(2027, 12, 24))
    else:
        assert list(response.context["form"].errors) == ["next_review_on"]


def test_exemption_takes_days_in_words_and_shows_them(client, editor):
    agreement = make_agreement()
    client.force_login(editor)
    page = url("agreement_publication", agreement.pk)
    values = {"new_class": "exempt", "exempt_ground": "f", "exempt_reason": "Dirundingkan"}
    days = {"exempt_decision_on": "24 November 2026", "exempt_review_on": "1 Februari 2027"}
    assert send(client, page, **values, **days).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.exempt_decision_on, agreement.exempt_review_on) == (date(2026, 11, 24), date(2027, 2, 1))
    form = client.get(page).context["form"]
    assert [form[name].value() for name in days] == list(days.values())
    assert all(field.label[0].isupper() for field in form)
