"""The templates that come with the register: made from the wording, fit to be used, and of every kind."""

import re

import pytest

from agreements.letter_writing.fields import FIELDS
from agreements.letter_writing.kinds import SPECS
from agreements.letter_writing.shipped import template_of
from agreements.letter_writing.wording import shipped_file, wordings
from agreements.models import LetterKind
from jambi_coop.lib.documents.merge import fields_of
from jambi_coop.lib.documents.template_check import refuse_unfit
from jambi_coop.lib.documents.word_file import read_word_file


def test_every_kind_has_its_wording_and_its_place_in_the_law():
    assert list(wordings()) == list(SPECS) == list(LetterKind)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_file_is_what_the_wording_makes(kind):
    """After a change of the wording: `manage.py write_letter_templates`. Parts are compared, not the packing."""
    kept = read_word_file(shipped_file(kind).read_bytes()).parts
    made = read_word_file(template_of(kind)).parts
    assert kept.keys() == made.keys()
    assert [name for name in kept if kept[name] != made[name]] == []


@pytest.mark.parametrize("kind", LetterKind)
def test_the_file_is_fit_to_be_taken_in_again_by_the_office(kind):
    refuse_unfit(shipped_file(kind).read_bytes(), FIELDS)


def test_no_template_leaves_out_number_day_subject_addressee_or_who_signs():
    common = {"nomor", "hal", "tanggal", "kepada", "jabatan", "nama", "tembusan"}
    assert {kind.value for kind in LetterKind if not common <= set(fields_of(template_of(kind)))} == set()


def test_the_wording_names_no_article_and_no_day_of_its_own():
    text = repr(list(wordings().values()))
    assert re.findall(r"Pasal|Ps \d|\d{4}", text) == []


@pytest.mark.parametrize("kind", LetterKind)
def test_nobody_is_named_as_the_author(kind):
    core = read_word_file(shipped_file(kind).read_bytes()).parts["docProps/core.xml"].decode()
    assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>[^<]+<", core) == []
