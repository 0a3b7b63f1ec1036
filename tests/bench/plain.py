"""The yardstick: the public list by the best hand-written SQL and joined strings, without any framework.

A bare WSGI program that gives the same rows, count and options as the real page, in a page of about the same
size. Run by gunicorn like the real one: `gunicorn tests.bench.plain:application`.
"""

import os
from html import escape
from urllib.parse import parse_qs

import psycopg2

TODAY, SILENT_SINCE = "2026-11-24", "2023-11-24"
IN_FORCE = "('signing','implementation','handover','operation','running','member')"
MONTHS = [
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
]
PAGE = 20
PUBLIC = "a.trashed_at IS NULL AND a.publication_class = 'public' AND NOT a.is_comparison"
PUBLIC_PARTNER = "p.trashed_at IS NULL AND p.publication_class = 'public'"
OF_PARTNER = f"""(SELECT 1 FROM agreements_party y JOIN agreements_agreement a ON a.id = y.agreement_id
    WHERE y.partner_id = p.id AND {PUBLIC} LIMIT 1) = 1"""  # noqa: S608
OPTIONS = f"""
SELECT 'country', country, country FROM (SELECT DISTINCT country FROM partners_partner p
    WHERE {PUBLIC_PARTNER} AND {OF_PARTNER}) c
UNION ALL (SELECT 'partner', p.slug, p.name FROM partners_partner p
    WHERE {PUBLIC_PARTNER} AND p.country = %(country)s AND {OF_PARTNER} ORDER BY p.name LIMIT 200)
UNION ALL SELECT 'field', letter, name FROM agreements_legalfield
UNION ALL SELECT 'sector', slug, name FROM agreements_sector s WHERE EXISTS (SELECT 1
    FROM agreements_agreement_sectors l JOIN agreements_agreement a ON a.id = l.agreement_id
    WHERE l.sector_id = s.id AND {PUBLIC})
UNION ALL SELECT 'office', code, name FROM agreements_office o WHERE EXISTS (SELECT 1
    FROM agreements_agreement a WHERE a.lead_office_id = o.id AND {PUBLIC})"""  # noqa: S608
CONDITIONS = {
    "country": f"""EXISTS (SELECT 1 FROM agreements_party y JOIN partners_partner p ON p.id = y.partner_id
        WHERE y.agreement_id = a.id AND p.country = %(country)s AND {PUBLIC_PARTNER})""",  # noqa: S608
    "status": f"""a.stage IN {IN_FORCE} AND (d.ends_latest >= '{TODAY}'
        OR d.ends_latest IS NULL AND d.evidence_on >= '{SILENT_SINCE}')""",
    "q": "d.public_vector @@ to_tsquery('indonesian', %(q)s || ':*')",
}
ROWS = """
WITH page AS MATERIALIZED (SELECT a.id, a.signed_on_earliest FROM {source} WHERE {where}
    ORDER BY a.signed_on_earliest DESC NULLS LAST, a.id DESC LIMIT {limit} OFFSET %(offset)s)
SELECT a.register_number, a.title, a.kind, a.stage, a.signed_on_earliest, a.signed_on_precision,
    d.ends_latest, d.open_ended, d.evidence_on, d.activity_on, d.has_public_document,
    (SELECT string_agg(p.name || ' (' || p.country || ')', ', ' ORDER BY y.id) FROM agreements_party y
        JOIN partners_partner p ON p.id = y.partner_id WHERE y.agreement_id = a.id AND {public_partner})
FROM page JOIN agreements_agreement a USING (id) JOIN agreements_digest d ON d.agreement_id = a.id
ORDER BY page.signed_on_earliest DESC NULLS LAST, page.id DESC"""
HEAD = (
    "<!doctype html><html lang=id><meta charset=utf-8><title>Daftar kerja sama</title><body>" + "<p>Registri</p>" * 300
)
_connection = None


def application(environ, start_response):
    """The list for the parameters country, status=in_force, q and page."""
    query = {name: values[-1] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    body = page(query).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def page(query: dict[str, str]) -> str:
    """The whole page as text."""
    global _connection  # one connection for each worker, as the real program keeps one
    if _connection is None:
        _connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _connection.autocommit = True
    offset = (int(query.get("page", 1)) - 1) * PAGE
    values = {"country": query.get("country", "-"), "q": query.get("q", ""), "offset": offset}
    where = " AND ".join([PUBLIC, *(CONDITIONS[name] for name in CONDITIONS if name in query)])
    needs_digest = "q" in query or "status" in query
    source = "agreements_agreement a" + (" JOIN agreements_digest d ON d.agreement_id = a.id" if needs_digest else "")
    with _connection.cursor() as cursor:
        cursor.execute(OPTIONS, values)
        options = cursor.fetchall()
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT 10001) c", values)  # noqa: S608
        count = cursor.fetchone()[0]
        cursor.execute(ROWS.format(source=source, where=where, limit=PAGE, public_partner=PUBLIC_PARTNER), values)
        rows = cursor.fetchall()
    return "".join(
        [HEAD, *_options(options), f"<h2>{count} kerja sama</h2><ol>", *map(_row, rows), "</ol></body></html>"]
    )


def _options(options):
    kind = None
    for name, value, label in options:
        if name != kind:
            yield f'</select><label>{name}</label><select name="{name}"><option value="">Semua</option>'
            kind = name
        yield f'<option value="{escape(value)}">{escape(label)}</option>'
    yield "</select>"


def _day(day, precision="day") -> str:
    if day is None:
        return ""
    return str(day.year) if precision == "year" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _row(row) -> str:
    number, title, kind, stage, signed, precision, ends, open_ended, evidence, activity, has_document, partners = row
    dates = f"{_day(signed, precision)} – {'tanpa batas waktu' if open_ended else _day(ends)}"
    slug = "-".join(title.lower().split())
    return (
        f'<li class="result"><h3><a href="/kerja-sama/{number}-{slug}/">{escape(title)}</a></h3>'
        f'<p class="facts"><span>{escape(partners or "")}</span><span>{kind}</span></p>'
        f'<p class="facts"><span>{dates}</span><span>Kegiatan terakhir: {_day(activity)}</span></p>'
        f'<ul class="tags"><li class="tag">{stage}</li>{"<li>Naskah publik</li>" if has_document else ""}</ul></li>'
    )
