"""The page on the procedure: every stage of every track, complete without the register's pages of the law."""

import re

import pytest
from django.utils.translation import override

from agreements.lifecycle.questions import QUESTIONS
from agreements.lifecycle.tracks import TRACKS
from agreements.models import Regulation
from agreements.public.agreement_page.procedure import articles, cited_regulations, procedure_parts

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


def stages_of_tracks():
    return {anchor: stages for anchor, _track, _note, stages in procedure_parts({})["tracks"]}


@pytest.mark.django_db
def test_tells_every_stage_in_order(client):
    text = shown(client, "/en")
    with override("en"):
        titles = [re.findall(r"<h3>\d+\. ([^<]*?)\s*<", part) for part in text.split('<ol class="steps">')[1:]]
        assert titles == [[str(spec.name) for spec in specs] for specs in TRACKS.values()]


def test_only_the_council_has_a_limit():
    with override("en"):
        limits = {stage["limit"] for stages in stages_of_tracks().values() for stage in stages if stage["articles"]}
    assert limits == {
        "at most 45 working days from receipt of the letter; PP 28/2018 does not say what follows when they pass",
        "",
        "none found in the articles named below",
    }


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.django_db
def test_concludes_nothing_from_what_was_not_read(client, prefix):
    text = shown(client, prefix)
    assert text.count("Permendagri 25/2020") == 1
    for claim in ("tidak berakibat", "no consequence", "cannot begin", "tidak dapat memulai", "no limit in law"):
        assert claim not in text


def test_old_texts_rest_on_no_later_law():
    with override("en"):
        legacy = {str(stage["spec"].stage.label): stage for stage in stages_of_tracks()["jalur-legacy"]}
        unfounded = {title: stage["no_law"] for title, stage in legacy.items() if not stage["articles"]}
        powers = legacy["Full powers"]["words"].what
        assert "not of the President or the Foreign Minister" in powers
    assert {"Approval of the central government", "Full powers"} <= set(unfounded)
    assert set(unfounded.values()) == {"The rules of that time have not been read"}


@pytest.mark.django_db
def test_says_who_leads_the_discussion_and_asks_everybody_for_the_letter_of_intent(client):
    text = shown(client, "/en")
    letters = []
    for anchor in ("jalur-ksdpl", "jalur-ksdll"):
        part = text.partition(f'<h2 id="{anchor}">')[2].partition("</section>")[0]
        discussion = part.partition("Discussion with the partner</h3>")[2].partition("</li>")[0]
        assert re.search(r'class="state">[^/]*<span class="hint">\([^)]*Minister of Foreign Affairs', discussion)
        letters.append(part.partition(". Letter of Intent")[2].partition("</h3>")[0])
    assert letters == ["", ""]


def test_says_where_no_law_was_found():
    unfounded = [stage for stages in stages_of_tracks().values() for stage in stages if not stage["articles"]]
    assert len(unfounded) == sum(not spec.basis for specs in TRACKS.values() for spec in specs)
    assert {stage["limit"] for stage in unfounded} == {""}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("", []),
        ("PP 28/2018 Ps 30", [("PP 28/2018 Pasal 30", "/dasar-hukum/pp-28-2018/")]),
        (
            "PP 28/2018 Ps 30 jo. Ps 38; UU 23/2014 Ps 154(1)g",
            [
                ("PP 28/2018 Pasal 30 juncto Pasal 38", "/dasar-hukum/pp-28-2018/"),
                ("UU 23/2014 Pasal 154 ayat (1) huruf g", ""),
            ],
        ),
    ],
)
def test_articles_lead_to_their_regulation(basis, expected):
    assert articles(basis, ADDRESSES) == expected


def test_asks_every_question_of_the_list():
    with override("en"):
        groups = [questions for _heading, questions in procedure_parts({})["questions"]]
        asked = {str(name) for questions in groups for name, _articles, _only in questions}
        assert asked == {str(question.name) for question in QUESTIONS}
        assert [len(questions) for questions in groups] == [8, 9, 7]


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
    assert ("PP 2/2012 Art. 25" if prefix else "PP 2/2012 Pasal 25") in text
    assert all(f'id="jalur-{name}"' in text for name in ("ksdpl", "ksdll", "pass-on", "legacy"))


@pytest.mark.django_db
def test_names_the_mailbox_only_when_it_is_set(client, settings):
    settings.CONTACT_EMAIL = settings.CONTACT_ADDRESS = ""
    assert "mailto:" not in shown(client)
    settings.CONTACT_EMAIL, settings.CONTACT_ADDRESS = "kerjasama@example.org", "Jalan Contoh 1"
    partner = shown(client).partition('id="mitra"')[2].partition("</section>")[0]
    assert "mailto:kerjasama@example.org" in partner
    assert "Jalan Contoh 1" in partner
