"""The rows that an import makes for a new record are those that `take_in` and `register` write for the same facts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from agreements.lifecycle.rules import contradicts
from agreements.models import Agreement, Instrument, Signature
from agreements.record.instruments import latest_signing
from agreements.record.registration import register
from agreements.stages.begin_in_bulk import Paper, new_record
from agreements.stages.take_in import take_in
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.stages.old_text_shapes import SHAPES
from tests.agreements.stages.old_texts import as_old_text
from tests.factories import make_partner

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

OF_AGREEMENT = ["kind", "track", "stage", "signed_before", "region", "is_comparison"]
OF_STEP = ["stage", "round", "holder", "state"]
OF_SIDE = ["side", "name", "number", "signed_on"]
OF_PAPER = ["kind", "validity", "duration", "option"]


def _paper(kind, text):
    instrument = Instrument(kind=kind)
    text.write_to(instrument)
    sides = [
        Signature(
            instrument=instrument, **{name: getattr(side, name) for name in ("side", "name", "number", "signed_on")}
        )
        for side in text.sides
    ]
    return Paper(instrument, sides or [Signature(instrument=instrument, side="all")])


def _facts(agreement, steps, papers):
    return (
        {name: getattr(agreement, name) for name in OF_AGREEMENT} | {"as_of": str(agreement.stage_as_of)},
        sorted(
            (*(getattr(step, name) for name in OF_STEP), str(step.ended_on), bool(step.instrument)) for step in steps
        ),
        sorted(
            (*(getattr(paper, name) for name in OF_PAPER), str(paper.signed_on), bool(paper.changes))
            for paper in papers
        ),
    )


def _as_the_day_tells(shape):
    """True for a shape whose answer on 13 July 2018 is what its day says, and that an import can tell of."""
    old = as_old_text(shape)
    day = latest_signing(side.signed_on for side in old.sides)
    answers = [one for one in ("yes", "no") if not contradicts(one, (day.earliest, day.latest))]
    told = answers[0] if len(answers) == 1 else "not_known"
    is_asked = shape.kind not in ("membership",)
    several = any(one.signed is not None for one in old.parties)
    plain = not (shape.ending or shape.activity or several or shape.paper == "extension")
    return plain and (shape.before == told or not is_asked)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_rows_are_those_of_the_act(editor, shape):
    if not _as_the_day_tells(shape):
        pytest.skip("an import tells this otherwise")
    old = as_old_text(shape)
    written = take_in(old, by=editor, today=TODAY)
    papers = [_paper(old.paper, old.text)]
    papers += [_paper("intent" if old.paper == "intent" else "extension", text) for text in old.extensions]
    record = new_record(
        Agreement(title=old.title, kind=old.kind, region=old.region),
        [(one.partner, one.role) for one in old.parties],
        papers,
    )
    made = _facts(record.agreement, record.steps, [paper.instrument for paper in record.papers])
    assert made == _facts(written, written.steps.all(), written.instruments.all())


@pytest.mark.parametrize("kind", [kind for kind in Agreement.Kind.values if kind != "granted_loan"])
@pytest.mark.parametrize("partner_kind", ["local_government", "ngo"])
def test_a_record_without_papers_begins_as_a_new_one(editor, kind, partner_kind):
    partner = make_partner(kind=partner_kind)
    record = new_record(Agreement(title="Baru", kind=kind), [(partner, "party")], [])
    written = register(
        Agreement(title="Baru", kind=kind),
        by=editor,
        today=TODAY,
        track=record.agreement.track,
        as_of=KnownDate.unknown(),
    )
    made = _facts(record.agreement, record.steps, [])
    assert made == _facts(written, written.steps.all(), [])


def test_a_loi_a_text_and_its_extension_become_one_record(editor):
    def paper(kind, day):
        instrument = Instrument(kind=kind)
        return Paper(instrument, [Signature(instrument=instrument, side="all", signed_on=day)])

    papers = [paper("extension", "2020"), paper("mou", "2016"), paper("intent", "2015"), paper("intent", "2014")]
    record = new_record(Agreement(title="Satu", kind="sister_city"), [(make_partner(), "party")], papers)
    by_day = {str(one.signed_on): one.instrument for one in record.papers}
    assert (by_day["2020"].changes, by_day["2015"].changes) == (by_day["2016"], by_day["2014"])
    rounds = [(step.stage, step.round, str(step.ended_on)) for step in record.steps if step.state == "done"]
    assert rounds == [("intent", 1, "2014"), ("intent", 2, "2015"), ("signing", 1, "2016")]
    assert (record.agreement.stage, record.agreement.signed_before) == ("signing", "yes")


@pytest.mark.parametrize(
    ("kind", "papers", "reason"),
    [
        ("grant", ["mou"], "cara biasa"),
        ("membership", ["mou"], "tidak mempunyai naskah seperti itu"),
        ("sister_city", ["membership"], "tidak mempunyai naskah seperti itu"),
        ("sister_city", ["handover"], "tidak mempunyai naskah seperti itu"),
        ("sister_city", ["plan_of_action"], "menjadi induk"),
    ],
)
def test_papers_that_do_not_fit_are_refused(kind, papers, reason):
    made = [Paper(Instrument(kind=one), [Signature(side="all")]) for one in papers]
    with pytest.raises(ValidationError, match=reason):
        new_record(Agreement(title="Satu", kind=kind), [(make_partner(), "party")], made)


def test_a_record_has_a_partner():
    with pytest.raises(ValidationError, match="mitra"):
        new_record(Agreement(title="Satu", kind="sister_city"), [], [])
