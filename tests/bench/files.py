"""Write agreements to a spreadsheet, with the site's writer and with XlsxWriter alone, and compare time and memory.

Each of the two runs in a process of its own: `python -m tests.bench.files ours|plain COUNT`. A smaller register is read
repeatedly until COUNT rows are written.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from itertools import islice

import django
import psycopg2
from xlsxwriter import Workbook

from .plain import STRETCH, TODAY

ROWS = 100_000
RUNS = 3
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
SQL = f"""
SELECT a.register_number, CASE WHEN a.is_example THEN 'contoh' WHEN a.is_comparison THEN 'pembanding' END,
    a.title, a.title_en, a.region, a.kind, a.stage,
    (SELECT string_agg(p.name, '; ' ORDER BY y.id) FROM agreements_party y JOIN partners_partner p
        ON p.id = y.partner_id WHERE y.agreement_id = a.id AND p.publication_class = 'public'),
    (SELECT string_agg(p.country, '; ' ORDER BY y.id) FROM agreements_party y JOIN partners_partner p
        ON p.id = y.partner_id WHERE y.agreement_id = a.id AND p.publication_class = 'public'),
    (SELECT string_agg(f.letter || '. ' || f.name, '; ' ORDER BY f.letter) FROM agreements_agreement_legal_fields l
        JOIN agreements_legalfield f ON f.letter = l.legalfield_id WHERE l.agreement_id = a.id),
    (SELECT string_agg(s.name, '; ') FROM agreements_agreement_sectors l JOIN agreements_sector s
        ON s.id = l.sector_id WHERE l.agreement_id = a.id),
    a.legal_form, (SELECT string_agg(i.kind, '; ' ORDER BY i.id) FROM agreements_instrument i
        WHERE i.agreement_id = a.id AND EXISTS (SELECT 1 FROM agreements_signature g
        WHERE g.instrument_id = i.id)), a.city_role, o.name,
    (SELECT string_agg(s.name, '; ') FROM agreements_agreement_supporting_offices l JOIN agreements_office s
        ON s.id = l.office_id WHERE l.agreement_id = a.id),
    c.number, d.signed_on_earliest, c.place, c.name, c.position,
    d.ends_latest, CASE WHEN d.open_ended THEN 'Ya' ELSE 'Tidak' END, t.activity_on, coalesce(u.done, 0),
    coalesce(u.late, 0), CASE WHEN d.has_public_document THEN 'Ya' ELSE 'Tidak' END, a.location, a.other_actors,
    r.register_number, a.summary, a.summary_en, 'https://example.org/kerja-sama/' || a.register_number || '/',
    t.condition, coalesce('Kegiatan terakhir: ' || t.activity_on, 'Belum ada kegiatan tercatat sejak ' || d.anchor_on)
        || coalesce('; tenggat berikutnya ' || d.next_due_on, ''),
    d.next_due_on, d.results_promised, d.results_proven, d.results_reached, d.waiting_since,
    d.analysis_not_done, d.analysis_not_known,
    CASE WHEN d.signed_on_precision = 'day' AND s.first_contact_on_precision = 'day'
        THEN d.signed_on_earliest - s.first_contact_on_earliest END,
    CASE WHEN d.analysis_not_done IS NOT NULL THEN CASE WHEN d.signed_at_visit THEN 'Ya' ELSE 'Tidak' END END
FROM agreements_agreement a LEFT JOIN agreements_digest d ON d.agreement_id = a.id
LEFT JOIN {STRETCH}
LEFT JOIN (SELECT DISTINCT ON (i.agreement_id) i.agreement_id, g.number, g.place, g.name, g.position
    FROM agreements_instrument i JOIN agreements_signature g ON g.instrument_id = i.id AND g.side = 'city'
    ORDER BY i.agreement_id, i.signed_on_latest DESC NULLS LAST) c ON c.agreement_id = a.id
LEFT JOIN agreements_assessment s ON s.agreement_id = a.id
LEFT JOIN agreements_office o ON o.id = a.lead_office_id
LEFT JOIN agreements_agreement r ON r.id = a.parent_id
LEFT JOIN (SELECT agreement_id, count(*) FILTER (WHERE done_on_latest IS NOT NULL) AS done,
        count(*) FILTER (WHERE done_on_latest IS NULL AND due_on_latest < '{TODAY}') AS late
    FROM agreements_followup WHERE cancelled_on IS NULL AND is_public GROUP BY agreement_id) u ON u.agreement_id = a.id
WHERE a.trashed_at IS NULL ORDER BY a.id"""  # noqa: S608 - all of it is written here


def compare(count: int) -> dict:
    """Return the median seconds and the memory in megabytes of both, run alternately, and the ratio of the times."""
    taken = {way: [_measured(way, count) for _run in range(RUNS)] for way in ("ours", "plain")}
    middle = {way: sorted(results, key=lambda result: result["seconds"])[RUNS // 2] for way, results in taken.items()}
    ratio = middle["ours"]["seconds"] / middle["plain"]["seconds"]
    return {"rows": count, **middle, "ratio": ratio}


def _measured(way: str, count: int) -> dict:
    command = [sys.executable, "-m", "tests.bench.files", way, str(count)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def write_ours(out, count: int) -> None:
    """Write all public columns with the table and the writer of the site."""
    django.setup()
    from agreements.exchange.agreement_columns import PUBLIC, agreement_table
    from agreements.models import Agreement
    from jambi_coop.lib.tables.xlsx_writer import write_xlsx

    agreements = Agreement.objects.alive().order_by("pk")

    def read():
        return agreement_table(agreements, staff=False, today=date.fromisoformat(TODAY), language="id")[1]

    columns = [column for column, _cell in PUBLIC]
    write_xlsx(columns, islice(_again(read), count), sheet_title="Data", language="id", out=out)


def write_plain(out, count: int) -> None:
    """Write as many cells of the same kinds from one query, with XlsxWriter in its constant memory mode."""
    database = psycopg2.connect(os.environ["DATABASE_URL"])

    def read():
        with database.cursor(name="rows") as cursor:
            cursor.itersize = 2000
            cursor.execute(SQL)
            yield from cursor

    workbook = Workbook(out, OPTIONS)
    sheet = workbook.add_worksheet()
    text, day = workbook.add_format({"num_format": "@"}), workbook.add_format({"num_format": "dd mmmm yyyy"})
    for number, row in enumerate(islice(_again(read), count)):
        for index, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, index, value, text)
            elif isinstance(value, date):
                sheet.write_datetime(number, index, datetime(value.year, value.month, value.day), day)
            elif value is not None:
                sheet.write_number(number, index, value)
    workbook.close()


def _again(read):
    while True:
        yield from read()


def main(way: str, count: int) -> None:
    """Write one file and print its seconds, peak megabytes and size in bytes as JSON."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        {"ours": write_ours, "plain": write_plain}[way](out, count)
        size = out.tell() or os.fstat(out.fileno()).st_size
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - start, "megabytes": megabytes, "bytes": size}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")
    main(sys.argv[1], int(sys.argv[2]))
