"""The page on the procedure: every stage of every track, complete without the register's pages of the law."""

import re

import pytest
from django.utils.translation import override

from agreements.lifecycle import QUESTIONS, TRACKS
from agreements.models import Regulation
from agreements.views.present.procedure import articles, build_procedure, cited_regulations

ADDRESSES = {"PP 28/2018": "/dasar-hukum/pp-28-2018/"}


def make_regulation(name="PP 28/2018", **values):
    kind, _space, rest = name.partition(" ")
    number, _slash, year = rest.partition("/")
    slug = name.lower().replace(" ", "-").replace("/", "-")
    return Regulation.objects.create(
        kind=kind.lower(), number=number, year=year, short_name=name, slug=slug, title=name, **values
    )


def shown(client, prefix=""):
    with override(prefix.strip("/") or "id"):
        response = client.get(f"{prefix}/alur/")
    assert response.status_code == 200
    return response.content.decode()


def test_tells_every_stage_in_order():
    with override("en"):
        tracks = build_procedure({}).tracks
        assert [len(track.stages) for track in tracks] == [len(specs) for specs in TRACKS.values()]
        for track, specs in zip(tracks, TRACKS.values(), strict=True):
            assert [stage.title for stage in track.stages] == [str(spec.stage.label) for spec in specs]


def test_only_the_council_has_a_limit():
    with override("en"):
        limits = {stage.limit for track in build_procedure({}).tracks for stage in track.stages if stage.articles}
    assert limits == {
        "at most 45 working days from receipt of the letter; PP 28/2018 does not say what follows when they pass",
        "PP 28/2018 names none; Permendagri 25/2020 has not been read",
        "none found in the articles named below",
    }


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.django_db
def test_concludes_nothing_from_what_was_not_read(client, prefix):
    text = shown(client, prefix)
    assert "Permendagri 25/2020" in text
    for claim in ("tidak berakibat", "no consequence", "cannot begin", "tidak dapat memulai", "no limit in law"):
        assert claim not in text


def test_old_texts_rest_on_no_later_law():
    with override("en"):
        legacy = next(track for track in build_procedure({}).tracks if track.anchor == "jalur-legacy")
    unfounded = {stage.title: stage.no_law for stage in legacy.stages if not stage.articles}
    assert {"Approval of the central government", "Full powers"} <= set(unfounded)
    assert set(unfounded.values()) == {"The rules of that time have not been read"}
    powers = next(stage.what for stage in legacy.stages if stage.title == "Full powers")
    assert "not of the President or the Foreign Minister" in powers


def test_says_who_leads_the_discussion_and_what_is_not_certain_of_the_letter_of_intent():
    with override("en"):
        tracks = {track.anchor: {stage.title: stage for stage in track.stages} for track in build_procedure({}).tracks}
    for anchor in ("jalur-ksdpl", "jalur-ksdll"):
        assert "Minister of Foreign Affairs" in tracks[anchor]["Discussion with the partner"].led_by
    assert tracks["jalur-ksdpl"]["Letter of Intent"].optional == ""
    assert "not certain" in tracks["jalur-ksdll"]["Letter of Intent"].optional


def test_says_where_no_law_was_found():
    unfounded = [stage for track in build_procedure({}).tracks for stage in track.stages if not stage.articles]
    assert len(unfounded) == sum(not spec.basis for specs in TRACKS.values() for spec in specs)
    assert {stage.limit for stage in unfounded} == {""}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("", []),
        ("PP 28/2018 Ps 30", [("PP 28/2018 Ps 30", "/dasar-hukum/pp-28-2018/")]),
        (
            "PP 28/2018 Ps 30 jo. Ps 38; UU 23/2014 Ps 154(1)g",
            [("PP 28/2018 Ps 30 jo. Ps 38", "/dasar-hukum/pp-28-2018/"), ("UU 23/2014 Ps 154(1)g", "")],
        ),
    ],
)
def test_articles_lead_to_their_regulation(basis, expected):
    assert [(article.text, article.url) for article in articles(basis, ADDRESSES)] == expected


def test_asks_every_question_of_the_list():
    with override("en"):
        asked = {question.name for group in build_procedure({}).questions for question in group.questions}
        assert asked == {str(question.name) for question in QUESTIONS}
        assert [len(group.questions) for group in build_procedure({}).questions] == [8, 9, 7]


def test_names_the_regulations_that_are_cited():
    assert cited_regulations() == {"PP 28/2018", "UU 23/2014", "PP 10/2011", "PP 2/2012"}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_links_regulations_with_one_query(client, django_assert_num_queries, prefix):
    for name in cited_regulations() - {"PP 2/2012"}:
        make_regulation(name)
    with django_assert_num_queries(1):
        text = shown(client, prefix)
    links = set(re.findall(r'href="([^"]*dasar-hukum/[a-z]+-[^"]+)"', text))
    assert links == {f"{prefix}/dasar-hukum/{slug}/" for slug in ("pp-28-2018", "uu-23-2014", "pp-10-2011")}
    assert '<span lang="id">PP 2/2012 Ps 25</span>' in text
    assert all(f'id="jalur-{name}"' in text for name in ("ksdpl", "ksdll", "pass-on", "legacy"))


@pytest.mark.django_db
def test_names_the_mailbox_only_when_it_is_set(client, settings):
    settings.CONTACT_EMAIL = settings.CONTACT_ADDRESS = ""
    assert "mailto:" not in shown(client)
    settings.CONTACT_EMAIL, settings.CONTACT_ADDRESS = "kerjasama@example.org", "Jalan Contoh 1"
    partner = shown(client).partition('id="mitra"')[2].partition("</section>")[0]
    assert "mailto:kerjasama@example.org" in partner
    assert "Jalan Contoh 1" in partner
