"""How long an import takes: `python -m tests.with_postgres .venv/bin/python -m tests.bench.imports [rows]`.

Prints seconds for reading and comparing (the preview), for writing and for undoing, and the memory after each.
The file has agreements, papers, follow-ups and money in the shape of the template; the database has to be empty.
"""

import os
import resource
import sys
import time
from io import BytesIO

import django

ROWS = 10_000
PER_AGREEMENT = 10
"""Rows of the file for each agreement: the agreement, its text, and eight follow-ups and lines of money."""


def _workbook(rows: int) -> bytes:
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"constant_memory": True, "in_memory": False}) as book:
        number = rows // PER_AGREEMENT
        _sheet(
            book,
            "Kerja sama",
            ["Nomor registri", "Judul", "Jenis", "Mitra", "OPD"],
            (
                [f"B-{one}", f"Kerja sama bidang {one}", "Sister City", f"Kota Contoh {one % 50}", "Dinas Contoh"]
                for one in range(number)
            ),
        )
        _sheet(
            book,
            "Naskah",
            ["Nomor registri", "Jenis", "Ditandatangani pada", "Nomor kami"],
            ([f"B-{one}", "MoU", f"{one % 28 + 1} Mei 20{one % 20 + 1:02}", f"{one}/KSLN"] for one in range(number)),
        )
        _sheet(
            book,
            "Tindak lanjut",
            ["Nomor registri", "Jenis", "Judul", "Selesai pada", "Hasil"],
            (
                [f"B-{one}", "Rapat", f"Rapat {one} {part}", f"{part + 1} Juni 2020", "Ada hasil"]
                for one in range(number)
                for part in range(5)
            ),
        )
        _sheet(
            book,
            "Uang",
            ["Nomor registri", "Jenis", "Jumlah", "Mata uang", "Tanggal nilai"],
            (
                [f"B-{one}", "Diterima", f"{one + 1}000000,00", "IDR", f"{part + 2010}"]
                for one in range(number)
                for part in range(3)
            ),
        )
    return out.getvalue()


def _sheet(book, name, heads, rows) -> None:
    sheet = book.add_worksheet(name)
    for line, row in enumerate([heads, *rows]):
        sheet.write_row(line, 0, row)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from django.utils import timezone
    from django.utils.translation import activate

    from agreements.exchange.importing.batches import apply_batch, open_batch, preview
    from agreements.exchange.importing.undo import undo_batch
    from agreements.models import Office, Source
    from partners.models import Partner

    activate("id")
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_superuser("bench")
    Office.objects.create(name="Dinas Contoh", code="contoh")
    source = Source.objects.create(kind="document", citation="Buku register")
    Partner.objects.bulk_create(
        Partner(name=f"Kota Contoh {one}", slug=f"kota-contoh-{one}", kind="local_government") for one in range(50)
    )
    content = _workbook(rows)
    print(f"{rows} rows, {len(content) // 1024} KB, {_memory():.0f} MB before")
    start = time.perf_counter()
    batch = open_batch(ContentFile(content), "data.xlsx", by=user, source=source)
    opened = time.perf_counter()
    _matched, comparison = preview(batch, by=user, today=timezone.localdate())
    shown = time.perf_counter()
    print(f"upload {opened - start:.1f} s, preview {shown - opened:.1f} s, {_memory():.0f} MB; {comparison.counts()}")
    for fault in [fault for one in comparison.rows for fault in one.faults][:5]:
        print(fault)
    del _matched, comparison  # the page of the preview is answered before anybody confirms
    batch.refresh_from_db()
    apply_batch(batch, by=user, now=timezone.now(), fingerprint=batch.fingerprint)
    written = time.perf_counter()
    print(f"written in {written - shown:.1f} s, {_memory():.0f} MB")
    batch.refresh_from_db()
    undo_batch(batch, by=user, now=timezone.now(), reason="Bench")
    print(f"undone in {time.perf_counter() - written:.1f} s, {_memory():.0f} MB")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
