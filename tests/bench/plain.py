"""The program to compare with: the public list in hand-written SQL and joined strings, without a framework.

A bare WSGI program that returns the same rows, counts and options as the real page, in a page of about the same size.
Run by gunicorn like the real one: `gunicorn tests.bench.plain:application`.
"""

import os
from datetime import datetime, timedelta
from html import escape
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import psycopg2

# The day in Jambi, as on the measured pages, whatever the time zone of the server.
_NOW = datetime.now(ZoneInfo("Asia/Jakarta")).date()
TODAY = str(_NOW)
MONTHS = [
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
]
PAGE = 20
PUBLIC = """a.trashed_at IS NULL AND a.publication_class = 'public'
    AND NOT a.is_comparison AND NOT a.is_example AND a.kind <> 'contact'"""
PUBLIC_PARTNER = "p.trashed_at IS NULL AND p.publication_class = 'public'"
OF_PARTNER = f"""(SELECT 1 FROM agreements_party y JOIN agreements_agreement a ON a.id = y.agreement_id
    WHERE y.partner_id = p.id AND {PUBLIC} LIMIT 1) = 1"""  # noqa: S608 - all of it is written here
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
    "status": "t.status = 'in_force'",
    "condition": "t.condition = %(condition)s",
    "q": "d.public_vector @@ to_tsquery('indonesian', %(q)s || ':*')",
}
STRETCH = f"agreements_stretch t ON t.agreement_id = a.id AND t.first_day <= '{TODAY}' AND t.last_day >= '{TODAY}'"
COUNTS = """SELECT t.condition, count(*) FROM {source} WHERE {where} GROUP BY 1"""
ROWS = """
WITH page AS MATERIALIZED (SELECT a.id, d.signed_on_earliest FROM {source} WHERE {where}
    ORDER BY d.signed_on_earliest DESC NULLS LAST, a.id DESC LIMIT {limit} OFFSET %(offset)s)
SELECT a.register_number, a.title, a.kind, a.stage, d.signed_on_earliest, d.signed_on_precision,
    d.ends_latest, d.open_ended, t.evidence_on, t.activity_on, d.has_public_document, t.condition,
    d.anchor_on, d.next_due_on,
    (SELECT string_agg(p.name || ' (' || p.country || ')', ', ' ORDER BY y.id) FROM agreements_party y
        JOIN partners_partner p ON p.id = y.partner_id WHERE y.agreement_id = a.id AND {public_partner})
FROM page JOIN agreements_agreement a USING (id) JOIN agreements_digest d ON d.agreement_id = a.id JOIN {stretch}
ORDER BY page.signed_on_earliest DESC NULLS LAST, page.id DESC"""
HEAD = (
    "<!doctype html><html lang=id><meta charset=utf-8><title>Daftar kerja sama</title><body>" + "<p>Registri</p>" * 300
)
_connection = None


def connected():
    """Return the connection, one for each worker, as the real program has one."""
    global _connection
    if _connection is None:
        _connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _connection.autocommit = True
    return _connection


def application(environ, start_response):
    """Serve the list for the parameters country, status=in_force, condition, q and page; follow-ups for tab and
    page."""
    query = {name: values[-1] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    body = (follow_ups(query) if environ["PATH_INFO"].startswith("/tindak-lanjut/") else page(query)).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def page(query: dict[str, str]) -> str:
    """Return the list of agreements as HTML."""
    offset = (int(query.get("page", 1)) - 1) * PAGE
    values = {"country": query.get("country", "-"), "q": query.get("q", ""), "offset": offset}
    values["condition"] = query.get("condition", "")
    used = [name for name in CONDITIONS if name in query]
    where = " AND ".join([PUBLIC, *(CONDITIONS[name] for name in used)])
    beside = " AND ".join([PUBLIC, *(CONDITIONS[name] for name in used if name != "condition")])
    source = "agreements_agreement a JOIN agreements_digest d ON d.agreement_id = a.id"
    counted = f"{source} JOIN {STRETCH}"
    if {"status", "condition"} & set(used):
        source = counted
    with connected().cursor() as cursor:
        cursor.execute(OPTIONS, values)
        options = cursor.fetchall()
        cursor.execute(COUNTS.format(source=counted, where=beside), values)
        conditions = dict(cursor.fetchall())
        found = conditions.get(query["condition"], 0) if "condition" in used else sum(conditions.values())
        count = min(found, 10_001)
        options += [("condition", name, f"{name} ({number})") for name, number in sorted(conditions.items()) if name]
        cursor.execute(
            ROWS.format(source=source, where=where, limit=PAGE, public_partner=PUBLIC_PARTNER, stretch=STRETCH), values
        )
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
    number, title, kind, stage, signed, precision, ends, open_ended, evidence, activity, has_document = row[:11]
    standing, anchor, due, partners = row[11:]
    reason = f"Kegiatan terakhir: {_day(activity)}" if activity else f"Sejak {_day(anchor)}; berikutnya {_day(due)}"
    dates = f"{_day(signed, precision)} – {'tanpa batas waktu' if open_ended else _day(ends)}"
    slug = "-".join(title.lower().split())
    return (
        f'<li class="result"><h3><a href="/kerja-sama/{number}-{slug}/">{escape(title)}</a></h3>'
        f'<p class="facts"><span>{escape(partners or "")}</span><span>{kind}</span></p>'
        f'<p class="facts"><span>{dates}</span><span>{reason}</span></p>'
        f'<ul class="tags"><li class="tag">{stage}</li><li class="tag">{standing}</li>'
        f"{'<li>Naskah publik</li>' if has_document else ''}</ul></li>"
    )


FOLLOW_UP_PUBLIC = f"f.is_public AND {PUBLIC}"
OPEN = "f.done_on_latest IS NULL AND f.cancelled_on IS NULL"
AHEAD = f"f.due_on_latest BETWEEN '{TODAY}' AND '{_NOW + timedelta(days=90)}'"
# tab: (condition, order, day shown)
TABS = {
    "terlambat": (f"{OPEN} AND f.due_on_latest < '{TODAY}'", "f.due_on_latest, f.id", "f.due_on_latest"),
    "akan-datang": (f"{OPEN} AND {AHEAD}", "f.due_on_latest, f.id", "f.due_on_latest"),
    "terbuka": (OPEN, "f.due_on_latest NULLS LAST, f.id", "f.due_on_latest"),
    "selesai": (
        "f.done_on_latest IS NOT NULL AND f.cancelled_on IS NULL",
        "f.done_on_latest DESC, f.id DESC",
        "f.done_on_latest",
    ),
}
FROM_FOLLOW_UPS = "agreements_followup f JOIN agreements_agreement a ON a.id = f.agreement_id"
FOLLOW_UP_OPTIONS = f"""
SELECT 'office', code, name FROM agreements_office o WHERE (SELECT 1 FROM {FROM_FOLLOW_UPS}
    WHERE f.office_id = o.id AND {FOLLOW_UP_PUBLIC} LIMIT 1) = 1
UNION ALL SELECT 'field', letter, name FROM agreements_legalfield"""  # noqa: S608
FOLLOW_UP_ROWS = """
WITH page AS MATERIALIZED (SELECT f.id, {day} AS day FROM {source} WHERE {where} ORDER BY {order}
    LIMIT {limit} OFFSET %(offset)s)
SELECT f.title, a.register_number, a.title, o.name, page.day, f.times_moved, f.result, f.public_note,
    (SELECT sum(people) FROM agreements_participation n WHERE n.follow_up_id = f.id)
FROM page JOIN agreements_followup f USING (id) JOIN agreements_agreement a ON a.id = f.agreement_id
LEFT JOIN agreements_office o ON o.id = f.office_id ORDER BY {order}"""
SILENT = f"""
WITH silent AS MATERIALIZED (
    SELECT a.id, a.register_number, a.title, d.anchor_on, t.condition
    FROM agreements_agreement a JOIN agreements_digest d ON d.agreement_id = a.id JOIN {STRETCH}
    WHERE {PUBLIC} AND t.status = 'in_force' AND t.rule IN ('none_yet', 'nothing_planned'))
SELECT register_number, title, anchor_on, (SELECT count(*) FROM silent),
    (SELECT count(*) FROM silent WHERE condition = 'none_yet')
FROM silent ORDER BY anchor_on NULLS LAST, id LIMIT 5"""  # noqa: S608


def follow_ups(query: dict[str, str]) -> str:
    """Return the list of follow-ups as HTML: counts of the four lists, one page of rows, the silent agreements."""
    condition, order, day = TABS[query.get("tab", "terlambat")]
    page_number = int(query.get("page", 1))
    where = f"{FOLLOW_UP_PUBLIC} AND {condition}"
    with connected().cursor() as cursor:
        counts = []
        for other, _order, _day_column in TABS.values():
            both = f"{FOLLOW_UP_PUBLIC} AND {other}"
            cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {FROM_FOLLOW_UPS} WHERE {both} LIMIT 10001) c")  # noqa: S608
            counts.append(cursor.fetchone()[0])
        cursor.execute(FOLLOW_UP_OPTIONS)
        options = cursor.fetchall()
        sql = FOLLOW_UP_ROWS.format(day=day, source=FROM_FOLLOW_UPS, where=where, order=order, limit=PAGE)
        cursor.execute(sql, {"offset": (page_number - 1) * PAGE})
        rows = cursor.fetchall()
        silent = []
        if page_number == 1:
            cursor.execute(SILENT)
            silent = cursor.fetchall()
    told = map(_silent, silent)
    return "".join([HEAD, *_options(options), *told, f"<h2>{counts}</h2><ol>", *map(_follow_up, rows), "</ol></html>"])


def _silent(row) -> str:
    number, title, anchor, total, none_yet = row
    slug = "-".join(title.lower().split())
    link = f'<a href="/kerja-sama/{number}-{slug}/#after-signing">{escape(title)}</a>'
    return f"<li>{link} {_day(anchor)} ({none_yet} / {total})</li>"


def _follow_up(row) -> str:
    title, number, agreement, office, day, moved, result, note, people = row
    slug = "-".join(agreement.lower().split())
    return (
        f'<li class="result"><h3><a href="/kerja-sama/{number}-{slug}/#after-signing">{escape(title)}</a></h3>'
        f'<p class="when">{_day(day)}</p><p class="facts"><span>{escape(agreement)}</span>'
        f"<span>{escape(office or '')}</span><span>{moved} {people or ''}</span></p>"
        f"<p>{escape(result)}</p><p>{escape(note)}</p></li>"
    )
