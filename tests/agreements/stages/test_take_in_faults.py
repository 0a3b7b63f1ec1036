"""What cannot be of a text that was signed already writes nothing; what can be, with days known roughly, is kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement, Instrument
from agreements.record.signing import SideSigned, keep_signatures
from jambi_coop.lib.dates.parser import parse
from tests.agreements.stages.old_text_shapes import taken

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24))]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"before": ""}, "before"),
        ({"kind": "contact"}, "kind"),
        ({"kind": "grant"}, "kind"),
        ({"paper": "membership"}, "paper"),
        ({"paper": "handover"}, "paper"),
        ({"partners": {}}, ""),
        ({"validity": {"validity": "period"}}, "validity"),
        ({"ending": {"how": "terminated", "on": "2001"}}, "ended_on"),
        ({"validity": {"validity": "period", "ends_on": "2008"}}, "ends_on"),
        ({"extensions": [{"validity": "period", "ends_on": "2012", "signed_on": "2013"}]}, "ends_on"),
        ({"extensions": [{"validity": "not_known", "signed_on": "2008"}]}, "changes"),
        ({"paper": "intent", "extensions": [{"validity": "not_known", "signed_on": "2008"}]}, "changes"),
        ({"region": "Bandung"}, "region"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(editor, changes, field):
    with pytest.raises(ValidationError) as refusal:
        taken("Hanya tahunnya", editor, **changes)
    assert list(getattr(refusal.value, "error_dict", {"": ""})) == [field]
    assert not Agreement.objects.exists()
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"validity": {"validity": "period", "ends_on": "Maret 2009"}},
        {"on": "", "validity": {"validity": "period", "ends_on": "2001"}},
        {"extensions": [{"validity": "period", "ends_on": "2013", "signed_on": "Mei 2013"}]},
        {"extensions": [{"validity": "not_known", "signed_on": "Mei 2009"}]},
        {"ending": {"how": "terminated", "on": "Maret 2009"}},
    ],
)
def test_days_that_may_fit_each_other_are_kept(editor, changes):
    assert taken("Hanya tahunnya", editor, **changes).instruments.exists()


@pytest.mark.parametrize(
    ("typed", "region", "is_comparison"),
    [
        ("kota jambi", "Kota Jambi", False),
        (" Kota  Jambi ", "Kota Jambi", False),
        ("", "Kota Jambi", False),
        ("kabupaten  Bandung", "Kabupaten Bandung", True),
        ("Kota Jambi Timur", "Kota Jambi Timur", True),
    ],
)
def test_this_city_is_no_comparison_however_it_is_typed(editor, typed, region, is_comparison):
    agreement = taken("Hanya tahunnya", editor, region=typed)
    assert (agreement.region, agreement.is_comparison) == (region, is_comparison)


def test_the_day_of_a_text_is_not_moved_behind_its_extension(editor):
    extension = {"validity": "not_known", "signed_on": "2012"}
    paper = taken("Hanya tahunnya", editor, extensions=[extension]).instruments.get(kind="mou")
    with pytest.raises(ValidationError, match="2012"):
        keep_signatures(paper, [SideSigned(side="all", signed_on=parse("2013"))], by=editor)
