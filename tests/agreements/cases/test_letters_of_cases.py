"""Every kind of letter is made from every loaded case: no field is left over, and nothing unknown is written out."""

import pytest

from agreements.letter_writing.kinds import kinds_of_record, step_of
from agreements.letter_writing.letter import make_letter
from agreements.letter_writing.templates import shipped
from agreements.models import Agreement
from jambi_coop.lib.documents.word_file import read_word_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("examples", [False, True])
def test_every_kind_is_made_from_every_loaded_case(loaded, examples):
    records = Agreement.objects.filter(is_comparison=False, is_example=examples).order_by("pk")
    assert records.exists()
    for agreement in records:
        for spec in kinds_of_record(agreement):
            made = make_letter(spec, agreement, step_of(spec, agreement), {}, shipped(spec.kind))
            told = "\n".join(made.paragraphs)
            assert (agreement.title_en or agreement.title if spec.kind == "partner" else agreement.title) in told
            assert read_word_file(made.content).instructions() == []
            assert "None" not in told
            assert "tidak diketahui" not in told
