"""Readiness on the page of an agreement: what was left out is told, what is not known is not called missing."""

from datetime import date

import pytest
from django.utils.translation import override

from agreements.lifecycle.questions import Reply
from agreements.models import Agreement, Assessment, Digest, OfficialVisit
from agreements.public.agreement_page.readiness import readiness_part
from agreements.public.agreement_page.view import with_rows
from agreements.public.agreement_rows import load_rows
from agreements.record.digest import refresh_digest
from agreements.record.readiness import HASTY
from jambi_coop.lib.dates.parser import parse
from tests.factories import make_agreement, make_assessment, make_partner, make_signed, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def part_of(agreement, django_assert_num_queries):
    loaded = with_rows(Agreement.objects.filter(pk=agreement.pk), TODAY).get()
    with django_assert_num_queries(0):
        return readiness_part(loaded)


def with_file(**replies):
    partner = make_partner("Kota Kembar", strengths="Sampah")
    agreement = make_signed(public=True, partner=partner)
    file = make_assessment(agreement, **replies)
    file.city_needs, file.plan_document = "Pengolahan sampah", "RPJMD hlm. 4"
    file.first_contact_on, file.decision, file.decided_on = parse("2026-02-25"), "go", parse("2026-03")
    file.decision_reason = "Sudah dibahas."
    file.save()
    return agreement


@pytest.mark.parametrize(
    ("make", "values", "is_expected"),
    [
        (make_signed, {}, True),
        (make_agreement, {"kind": "training"}, False),
        (make_agreement, {}, False),
        (make_agreement, {"kind": "membership"}, False),
        (make_agreement, {"kind": "grant"}, False),
        (make_agreement, {"kind": "loan"}, False),
        (make_signed, {"is_comparison": True}, False),
    ],
)
def test_expects_a_file_once_the_city_has_bound_itself(make, values, is_expected, django_assert_num_queries):
    """Not of a first contact or a visit, nor of what the city only joins or receives."""
    part = part_of(make(**values), django_assert_num_queries)
    assert (part is not None) == is_expected
    assert part is None or part["file"] is None


def test_shows_the_file_of_a_pass_on_where_one_exists(django_assert_num_queries):
    agreement = make_agreement(kind="grant")
    make_assessment(agreement)
    assert part_of(agreement, django_assert_num_queries)["file"]


def test_file_in_which_nothing_is_known_counts_as_none(django_assert_num_queries):
    agreement = make_signed()
    make_assessment(agreement, reply=Reply.UNKNOWN)
    assert part_of(agreement, django_assert_num_queries) == {"file": None}
    bare = make_signed()
    Assessment.objects.create(agreement=bare, signing_reason="Ditandatangani saat kunjungan resmi.")
    assert part_of(bare, django_assert_num_queries) == {"file": None}


def test_tells_the_eight_points_first_and_unknowns_apart(django_assert_num_queries):
    agreement = with_file(risks=Reply.NO, funding=Reply.UNKNOWN, needs=Reply.PARTLY)
    agreement.assessment.answers.filter(question="duration").delete()
    agreement.assessment.answers.filter(question="needs").update(note="Kajian 2025", source=make_source("Kajian"))
    part = part_of(agreement, django_assert_num_queries)
    assert [line["tag"] for line in part["analysis"]] == [
        *("attention", "reached", "not_reached", "reached", "reached", "reached", "unknown", "unknown")
    ]
    assert (part["analysis"][0]["answer"].note, part["analysis"][0]["answer"].source.citation) == (
        "Kajian 2025",
        "Kajian",
    )
    assert part["sentences"][0] == "1 of 8 points of analysis not done, 2 not known."
    assert "From first contact to signing: 30 days." in part["sentences"]
    assert [len(lines) for _heading, lines in part["others"]] == [8, 7]


def test_puts_strengths_and_needs_side_by_side(django_assert_num_queries):
    part = part_of(with_file(), django_assert_num_queries)
    assert [(partner.name, partner.strengths) for partner in part["strong"]] == [("Kota Kembar", "Sampah")]
    assert (part["file"].city_needs, part["file"].plan_document) == ("Pengolahan sampah", "RPJMD hlm. 4")
    file = part["file"]
    told = (str(file.first_contact_on), file.get_decision_display(), str(file.decided_on))
    assert told == ("25 February 2026", "Go on", "March 2026")


def test_hides_the_strengths_of_a_partner_that_is_not_public(django_assert_num_queries):
    agreement = make_agreement(partner=make_partner(public=False, strengths="Rahasia"))
    make_assessment(agreement)
    assert part_of(agreement, django_assert_num_queries)["strong"] == []


@pytest.mark.parametrize("letter", ["a", "b"])
def test_asks_for_transfer_only_in_science_and_technology(letter, django_assert_num_queries):
    agreement = with_file()
    agreement.legal_fields.set([letter])
    requirements = part_of(agreement, django_assert_num_queries)["others"][0][1]
    assert len(requirements) == (9 if letter == "a" else 8)


def test_tells_a_signing_beside_a_visit_on_page_and_row(client, django_assert_num_queries):
    agreement = with_file(risks=Reply.NO)
    OfficialVisit.objects.create(
        assessment=agreement.assessment, on=agreement.signed_on, direction="here", note="RAHASIA"
    )
    refresh_digest(agreement)
    part = part_of(agreement, django_assert_num_queries)
    assert [(str(visit.on), visit.get_direction_display()) for visit in part["journeys"]] == [
        ("27 March 2026", "The partner came here")
    ]
    assert any("official visit" in sentence for sentence in part["sentences"])
    more = load_rows([agreement.pk], TODAY)[0]["more"]
    assert "1 of 8 points of analysis not done" in more
    assert "signed beside an official visit, 30 days after the first contact" in more


def test_row_tells_no_haste_of_a_signing_at_a_visit_that_was_prepared():
    """Every signing in person happens at a visit; only beside a gap does the list tell of it."""
    agreement = with_file()
    OfficialVisit.objects.create(assessment=agreement.assessment, on=agreement.signed_on, direction="here")
    refresh_digest(agreement)
    assert agreement.digest.signed_at_visit
    assert load_rows([agreement.pk], TODAY)[0]["more"] == ""
    assert not Agreement.objects.filter(HASTY).exists()
    Digest.objects.update(steps_without_proof=1)
    assert "signed beside an official visit" in load_rows([agreement.pk], TODAY)[0]["more"]
    assert Agreement.objects.filter(HASTY).exists()


@pytest.mark.parametrize("replies", [{}, {"risks": Reply.UNKNOWN}])
def test_row_is_silent_where_nothing_was_left_out(replies):
    agreement = with_file(**replies)
    refresh_digest(agreement)
    assert load_rows([agreement.pk], TODAY)[0]["more"] == ""


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_shows_the_section_in_both_languages(client, prefix):
    agreement = with_file(risks=Reply.NO)
    with override(prefix.strip("/") or "id"):
        text = client.get(agreement.get_absolute_url()).content.decode()
    section = text.partition('aria-labelledby="readiness"')[2].partition("</section>")[0]
    assert "tag--not_reached" in section
    assert "Sampah" in section
    assert "RPJMD hlm. 4" in section
    assert '<details class="more">' in section
    assert 'href="#readiness"' in text
