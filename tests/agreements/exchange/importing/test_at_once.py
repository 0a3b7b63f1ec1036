"""Two imports at the same time follow one another; nothing is doubled and nobody waits for long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from agreements.exchange.importing.batches import apply_batch
from agreements.models import FollowUp
from tests.agreements.exchange.importing.files import shown, workbook
from tests.factories import make_agreement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
HEADS = ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"]
ROUNDS = 20


def _apply(batch, editor, barrier):
    try:
        barrier.wait(10)
        apply_batch(batch, by=editor, now=timezone.now(), fingerprint=batch.fingerprint)
    except ValidationError as error:
        return error.code
    finally:
        connection.close()
    return "done"


@pytest.mark.parametrize("same_batch", [True, False])
def test_two_imports_of_the_same_rows(editor, same_batch):
    for number in range(ROUNDS):
        agreement = make_agreement(f"Kerja sama {number}", by=editor)
        row = [agreement.register_number, "Rapat", "Rapat awal", "2019", "Ada"]
        content = workbook(Tindak_lanjut=[HEADS, row])
        first, _shown = shown(content, editor, today=date.today())
        second = first if same_batch else shown(content, editor, today=date.today())[0]
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(_apply, batch, editor, barrier) for batch in (first, second)]
            found = sorted(one.result(20) for one in answers)
        assert "done" in found
        assert FollowUp.objects.filter(agreement=agreement).count() == 1
