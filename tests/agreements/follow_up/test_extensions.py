"""Extensions by a review: which paper each becomes, and what it does to the day of the text."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.follow_up.reviews import Extension, record_review
from agreements.models import Review
from agreements.record.instruments import signing_day, terms_of
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import refused, send, url
from tests.factories import make_signed, make_term

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

UNKNOWN = KnownDate.unknown()


@pytest.fixture
def running(editor):
    agreement = make_signed(by=editor)
    make_term(agreement, starts_on="2022", ends_on="2026-12-31")
    return agreement


def extend(agreement, by, kind, signed_on):
    review = Review(agreement=agreement, held_on=TODAY, finding="Baik", decision="extend", reason="Sepakat")
    term = {"starts_on": KnownDate.year(2027), "ends_on": KnownDate.year(2031)}
    extension = Extension(kind=kind, signed_on=signed_on, **term)
    return record_review(review, by=by, today=TODAY, extension=extension).instrument


@pytest.mark.parametrize(
    ("kind", "signed_on", "is_signed"),
    [
        ("extension", KnownDate.day(date(2026, 11, 20)), True),
        ("extension", UNKNOWN, True),
        ("exchange", KnownDate.month(2026, 11), True),
        ("automatic", UNKNOWN, False),
    ],
)
def test_extension_becomes_a_paper_of_its_kind(running, editor, kind, signed_on, is_signed):
    """The day of the text stays its own."""
    before = signing_day(running)
    paper = extend(running, editor, kind, signed_on)
    assert (paper.kind, paper.signed_on, paper.is_signed) == (kind, signed_on, is_signed)
    assert paper.changes == running.instruments.get(kind="mou")
    running.refresh_from_db()
    assert [str(term.ends_on) for term in terms_of(running)] == ["31 Desember 2026", "2031"]
    assert (signing_day(running), running.signed_on) == (before, before)


def test_extension_is_not_signed_in_the_future(running, editor):
    with pytest.raises(ValidationError, match="masa depan"):
        extend(running, editor, "extension", KnownDate.day(date(2026, 11, 25)))
    assert not running.reviews.exists()


def test_page_drops_no_day_of_an_automatic_extension(client, running, editor):
    client.force_login(editor)
    given = {"finding": "Baik", "decision": "extend", "reason": "Sepakat", "kind": "automatic", "ends_on": "2031"}
    response = send(client, url("agreement_review", running.pk), **given, signed_on="2026")
    assert refused(response) == {"signed_on": ["Perpanjangan otomatis tidak ditandatangani."]}
    assert send(client, url("agreement_review", running.pk), **given).status_code == 302
