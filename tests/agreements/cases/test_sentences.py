"""No sentence without a row: all public pages of the real cases, in both languages.

What a page says is a text of a row, or a text that an empty record or register shows too, or one of the sentences of
`allowed_sentences`, whose rows must be there. Take the rows away, and the sentence is gone.
"""

import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import NamedTuple

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from agreements.models import Agreement
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner
from tests.clock import noon
from tests.factories import make_agreement, make_partner

from .allowed_on_lists import OF_A_PARTNER, OF_THE_REGISTER
from .allowed_sentences import OF_A_RECORD
from .conftest import TODAY
from .page_sentences import DERIVED, RowTexts, is_made_of_rows, numbered, sentences_of
from .sentence_groups import Group

pytestmark = pytest.mark.django_db
LANGUAGES = ("id", "en")
OF_ALL = (
    "/",
    "/tentang/",
    "/kerja-sama/",
    "/kerja-sama/?comparison=1",
    "/tindak-lanjut/",
    "/tindak-lanjut/?tab=terbuka",
    "/tindak-lanjut/?tab=selesai",
    "/statistik/",
    "/sumber/",
    "/mitra/",
)


class Found(NamedTuple):
    """A sentence that the register formed: its page, the subject of the page, and the group that allows it."""

    page: str
    language: str
    subject: object
    groups: tuple[Group, ...]
    text: str


def lines(pairs) -> str:
    """Return the pairs so that a failure can be read: one a line, each once."""
    return "\n".join(sorted({f"{first}  <- {second}" for first, second in pairs}))


def texts(page, language):
    response = Client().get(("/en" if language == "en" else "") + page)
    assert response.status_code == 200, page
    return sentences_of(response.content.decode())


def all_rows():
    for app in ("agreements", "partners"):
        for model in apps.get_app_config(app).get_models():
            if model not in DERIVED and not model.__name__.startswith("Historical"):
                yield from model._base_manager.all()


def address(row):
    with override("id"):
        return row.get_absolute_url()


def empty_records():
    """One published record of each kind and track of the cases that holds nothing, and a partner without any."""
    shown = {"public": True, "partner": False, "as_of": KnownDate.unknown()}
    for kind, track in sorted(set(Agreement.objects.values_list("kind", "track"))):
        signed = {"signed_on": "1990"} if track == "legacy" else {}
        row = make_agreement("Kosong", kind=kind, track=track, **shown, **signed)
        row.steps.all().delete()
        row.instruments.all().delete()
        refresh_digest(row)
        yield row
    yield make_partner("Mitra kosong")


def forms_of(pages, language, *, said):
    """Yield the sentences of empty pages, as they are compared; of records without what is `said` of them."""
    row_texts = RowTexts(all_rows(), language)
    for page in pages:
        for sentence in texts(page, language):
            if said or not sentence.is_said:
                yield from (numbered(sentence.text), row_texts.marked(sentence.text))


@pytest.fixture(scope="module")
def fixed(django_db_setup, django_db_blocker, clock_of_the_run):
    """Load the cases, and return {(language, kind of page): what it says while it holds nothing}."""
    clock_of_the_run.move_to(noon(TODAY))
    with django_db_blocker.unblock(), transaction.atomic():
        found = {}
        for language in LANGUAGES:
            found[language, OF_THE_REGISTER] = set(forms_of(OF_ALL, language, said=True))
        call_command("load_cases", verbosity=0, stdout=StringIO())
        point = transaction.savepoint()
        *records, partner = [address(row) for row in empty_records()]
        for language in LANGUAGES:
            found[language, OF_A_RECORD] = set(forms_of(records, language, said=False))
            found[language, OF_A_PARTNER] = set(forms_of([partner], language, said=False))
        transaction.savepoint_rollback(point)
        yield found
        transaction.set_rollback(True)


def subjects():
    """Yield every page with its subject and the groups that may speak on it."""
    for page in OF_ALL:
        yield page, None, OF_THE_REGISTER
    for row in Agreement.objects.public().order_by("pk"):
        yield address(row), row, OF_A_RECORD
    for row in Partner.objects.public().order_by("pk"):
        yield address(row), row, OF_A_PARTNER


def allowing(text, groups, language) -> tuple[Group, ...]:
    return tuple(group for group in groups if any(one.pattern(language).fullmatch(text) for one in group.sentences))


def formed(page, subject, groups, fixed, language) -> Iterator[Found]:
    """Yield the sentences of a page that the register formed."""
    row_texts, empty = row_texts_of(language), fixed[language, groups]

    def is_plain(text):
        marked = row_texts.marked(text)
        return numbered(text) in empty or marked in empty or is_made_of_rows(marked)

    for sentence in texts(page, language):
        for part in [] if is_plain(sentence.text) else sentence.text.split(" · "):
            if not is_plain(part):
                yield Found(page, language, subject, allowing(part, groups, language), part)


@cache
def row_texts_of(language):
    return RowTexts(all_rows(), language)


@pytest.fixture(scope="module")
def walked(fixed, django_db_blocker):
    """Every formed sentence of every page, in both languages."""
    row_texts_of.cache_clear()
    with django_db_blocker.unblock():
        return [
            found
            for language in LANGUAGES
            for page, subject, groups in list(subjects())
            for found in formed(page, subject, groups, fixed, language)
        ]


def test_every_sentence_is_allowed(walked):
    assert lines((one.text, one.page) for one in walked if not one.groups) == ""


def test_every_sentence_has_its_rows(walked):
    listed = [one for one in walked if one.groups]
    without = (one for one in listed if not any(group.select(one.subject) for group in one.groups))
    assert lines((one.text, one.page) for one in without) == ""


GROUPS = [(group, groups) for groups in (OF_A_RECORD, OF_A_PARTNER, OF_THE_REGISTER) for group in groups]


@pytest.mark.parametrize(("group", "groups"), GROUPS, ids=[group.name for group, _groups in GROUPS])
def test_without_its_rows_the_sentence_is_gone(walked, fixed, group, groups):
    """Of each sentence one page is taken, and the rows of the group away from it."""
    cases = {}
    for one in walked:
        if one.groups == (group,) and one.language == "id":
            for said in group.sentences:
                if said.pattern("id").fullmatch(one.text):
                    cases.setdefault(said, one)
    assert cases, "no page says any of it"
    for page, subject in {(one.page, one.subject) for one in cases.values()}:
        with transaction.atomic():
            group.remove(subject)
            left = [found.text for found in formed(page, subject, groups, fixed, "id")]
            transaction.set_rollback(True)
        kept = [
            (text, page)
            for said, one in cases.items()
            for text in left
            if one.page == page and said.pattern("id").fullmatch(text)
        ]
        assert lines(kept) == ""


def test_every_allowed_sentence_is_said_somewhere(walked):
    """The table has no line that nothing needs."""

    def is_used(group, said):
        return any(group in one.groups and said.pattern(one.language).fullmatch(one.text) for one in walked)

    groups = (*OF_A_RECORD, *OF_A_PARTNER, *OF_THE_REGISTER)
    named = ((group, said) for group in groups for said in group.sentences if said.text)
    assert lines((said.text, group.name) for group, said in named if not is_used(group, said)) == ""


# --- what was found to contradict itself ------------------------------------------------------------------------------

RENEWED = {"id": "1–5 Juni 2024", "en": "1–5 June 2024"}
SILENT = {"id": ("Tidak aktif", "Belum ada kegiatan", "Belum ada:"), "en": ("Inactive", "No activity", "None yet")}
GOES_ON = {"id": ("Berjalan", "berjalan"), "en": ("Ongoing", "ongoing", "In progress")}


def told(name, language):
    """Return all sentences of the page of one case, and those that are said of the record itself."""
    found = texts(address(Agreement.objects.public().get(title__contains=name)), language)
    return [one.text for one in found], [one.text for one in found if one.is_said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_temasek_contradicts_itself_nowhere(fixed, language):
    page, said = told("Temasek", language)
    day = RENEWED[language]
    # Status, condition (twice), signing, horizon, stage and step have one day, as exactly as it is recorded.
    dated = [text for text in page if re.search(rf"\d {day.split(' ', 1)[1]}", text)]
    assert len(dated) >= 8
    assert [text for text in dated if day not in text] == []
    # The first letter of intent and the course before the renewal stay, and the course is not called ongoing.
    assert sum("2023" in text for text in said) >= 1
    assert sum("23 Feb" in text for text in said) == 1
    assert [text for text in said if any(word in text for word in (*GOES_ON[language], *SILENT[language]))] == []
    # One condition, in the head and with the follow-ups.
    assert len({text for text in said if text.startswith(("Tindak lanjut: ", "Follow-up: "))}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_scp_is_not_called_inactive_by_silence(fixed, language):
    _page, said = told("Singapore Cooperation", language)
    assert [text for text in said if any(word in text for word in SILENT[language])] == []
    assert {"id": "Tindak lanjut: Belum dikonfirmasi", "en": "Follow-up: Not confirmed"}[language] in said
    for page in ("/kerja-sama/?condition=inactive", "/kerja-sama/?condition=none_yet"):
        assert [one.text for one in texts(page, language) if "Singapore Cooperation" in one.text and one.is_said] == []
        assert [one.text for one in texts(page, language) if one.text.startswith("Pelatihan aparatur melalui")] == []
