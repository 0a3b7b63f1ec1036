"""A generated register of any size, the same for the same seed, copied directly into PostgreSQL."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import StringIO

from django.contrib.auth import get_user_model
from django.db import connection

from agreements.lifecycle.tracks import END_STAGES, STAGE_GROUPS, TRACK_OF_KIND, TRACKS
from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from agreements.models import (
    Agreement,
    Digest,
    FollowUp,
    Instrument,
    Letter,
    Office,
    Party,
    Sector,
    Signature,
    Step,
    Stretch,
)
from agreements.record.stretches import NOTHING_KNOWN, Due, Facts, Paper, stretches_of
from jambi_coop.lib.countries.codes import COUNTRY_CODES, country_name
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.known_date import KnownDate
from partners.models import Partner

SEED = 20261124
PARTNERS = 2000
OFFICES = 40
SECTORS = 20
FOLLOW_UPS = 5
DONE_FOLLOW_UPS = 2
PERSONS = 60
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2026, 11, 24)
WORDS = [
    *("sampah", "sekolah", "sungai", "kesehatan", "pelatihan", "museum", "pasar", "taman"),
    *("air", "banjir", "batik", "kota", "pemuda", "wisata", "data"),
]
SILENT_SHARE = 0.15
"""Share of agreements without any activity after the signing."""
NULL = r"\N"


def make(size: int, partners: int = PARTNERS) -> None:
    """Fill the empty, migrated database with `size` agreements and their rows."""
    rng = random.Random(SEED)
    countries = sorted(COUNTRY_CODES)[:193]
    copy(Partner, (_partner(number, rng, countries) for number in range(1, partners + 1)))
    copy(Office, ({"id": n, "name": f"Dinas {n:02}", "code": f"dinas-{n:02}"} for n in range(1, OFFICES + 1)))
    copy(Sector, ({"id": n, "name": f"Sektor {n:02}", "slug": f"sektor-{n:02}"} for n in range(1, SECTORS + 1)))
    copy(get_user_model(), ({"id": n, "username": f"pegawai-{n}", "is_staff": True} for n in range(1, PERSONS + 1)))
    records = [_record(number, rng, partners) for number in range(1, size + 1)]
    copy(Agreement, (record["agreement"] for record in records))
    copy(Party, _numbered(record["parties"] for record in records))
    copy(Instrument, _numbered([record["text"]] for record in records))
    copy(Signature, _numbered([record["signature"]] for record in records))
    copy(FollowUp, _numbered(record["follow_ups"] for record in records))
    steps = list(_numbered(record["steps"] for record in records))
    copy(Step, steps)
    copy(Letter, _numbered(_letters(step) for step in steps))
    copy(Agreement.legal_fields.through, _numbered(record["fields"] for record in records))
    copy(Agreement.sectors.through, _numbered([record["sector"]] for record in records))
    names = dict(Partner.objects.values_list("pk", "name"))
    codes = dict(Partner.objects.values_list("pk", "country"))
    for record in records:
        record["digest"] = _digest(record, names, codes)
    copy(Digest, (record["digest"] for record in records))
    copy(Stretch, _numbered(_stretches(record) for record in records))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy(model, rows: Iterable[dict]) -> None:
    """COPY rows, each a mapping of columns to values; other columns get the default of their model."""
    fields = model._meta.concrete_fields
    place = {field.column: index for index, field in enumerate(fields)}
    defaults = [NULL if field.null else _text(field.get_default()) for field in fields]
    buffer = StringIO()
    for row in rows:
        cells = defaults.copy()
        for column, value in row.items():
            cells[place[column]] = _text(value)
        buffer.write("\t".join(cells) + "\n")
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(place)}) FROM STDIN", buffer)


def _text(value) -> str:
    if value is None:
        return NULL
    return ("t" if value else "f") if isinstance(value, bool) else str(value)


def _numbered(groups: Iterable[list[dict]]) -> Iterator[dict]:
    for number, row in enumerate((row for group in groups for row in group), start=1):
        yield {"id": number, **row}


def _partner(number: int, rng: random.Random, countries: list[str]) -> dict:
    return {
        "id": number,
        "name": f"Kota {rng.choice(WORDS).title()} {number}",
        "slug": f"mitra-{number}",
        "kind": rng.choice(Partner.Kind.values),
        "country": rng.choice(countries) if rng.random() < 0.95 else "",
        "publication_class": "public" if rng.random() < 0.97 else "internal",
    }


def _known(name: str, day: date | None, rng: random.Random) -> dict:
    """Return the columns of a known date: mostly exact, sometimes only the year."""
    if day is None:
        return {f"{name}_precision": "unknown"}
    first, last, precision = day, day, "day"
    if rng.random() < 0.2:
        first, last, precision = date(day.year, 1, 1), date(day.year, 12, 31), "year"
    return {f"{name}_earliest": first, f"{name}_latest": last, f"{name}_precision": precision}


def _record(number: int, rng: random.Random, partners: int) -> dict:
    kind = rng.choice([kind for kind in Agreement.Kind.values if kind != Agreement.Kind.CONTACT])
    track = Track(TRACK_OF_KIND.get(kind, Track.KSDLL))
    stages = [spec.stage for spec in TRACKS[track]]
    running = [stage for stage in stages if STAGE_GROUPS[stage] == StatusGroup.IN_FORCE]
    stage = rng.choice(running) if rng.random() < 0.6 else rng.choice([*stages, *END_STAGES])
    days = (LAST_DAY - FIRST_DAY).days
    signed = FIRST_DAY + timedelta(days=rng.randrange(days)) if rng.random() < 0.9 else None
    start = signed or FIRST_DAY
    ends = start + timedelta(days=rng.randrange(365, 8000)) if rng.random() < 0.8 else None
    agreement = {
        "id": number,
        "register_number": f"KSLN-{start.year}-{number:06}",
        "title": f"Kerja sama {rng.choice(WORDS)} {rng.choice(WORDS)} {number}",
        "title_en": f"Cooperation {number}",
        "summary": " ".join(rng.choices(WORDS, k=20)),
        "kind": kind,
        "track": track,
        "stage": stage,
        "lead_office_id": rng.randint(1, OFFICES),
        "publication_class": "public" if rng.random() < 0.9 else "internal",
        "is_comparison": rng.random() < 0.02,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-06-01T00:00:00Z",
    }
    signed_on = _known("signed_on", signed, rng)
    done = min(start + timedelta(days=rng.randrange(1500)), LAST_DAY)
    is_silent = rng.random() < SILENT_SHARE
    return {
        "agreement": agreement,
        "parties": [{"agreement_id": number, "partner_id": pk} for pk in rng.sample(range(1, partners + 1), 2)],
        "text": {
            "agreement_id": number,
            "kind": "mou",
            "validity": "open" if ends is None else "period",
            **signed_on,
            **_known("ends_on", ends, rng),
        },
        # The texts are numbered as the agreements are.
        "signature": {"instrument_id": number, "side": "all", **signed_on},
        "signed_on": signed_on,
        "follow_ups": [_follow_up(number, index, done, rng, is_silent) for index in range(FOLLOW_UPS)],
        "fields": [{"agreement_id": number, "legalfield_id": letter} for letter in rng.sample("abcde", 2)],
        "sector": {"agreement_id": number, "sector_id": rng.randint(1, SECTORS)},
        "steps": _steps(number, track, stage, rng),
        "signed": signed,
        "done": None if is_silent else done,
        "evidence": start if is_silent else done,
    }


def _steps(agreement: int, track: Track, stage: Stage, rng: random.Random) -> list[dict]:
    """Return the steps up to the present stage: the earlier ones answered, the present one submitted or in progress."""
    specs = TRACKS[track]
    place = next((index for index, spec in enumerate(specs) if spec.stage == stage), len(specs))
    day = LAST_DAY - timedelta(days=rng.randrange(30, 2000))
    steps = []
    for spec in specs[: place + 1]:
        for holder in spec.holders:
            here = spec.stage == stage
            row = {
                "agreement_id": agreement,
                "stage": spec.stage,
                "holder": holder,
                "letter_number": f"119/{agreement}",
            }
            row["state"] = ("submitted" if spec.asked else "in_progress") if here else spec.satisfied_state
            if spec.asked:
                row |= {"sent_on_earliest": day, "sent_on_latest": day, "sent_on_precision": "day"}
            if not here:
                answered = day + timedelta(days=rng.randrange(5, 90))
                row |= {"decided_on_earliest": answered, "decided_on_latest": answered, "decided_on_precision": "day"}
            steps.append(row)
    return steps


def _letters(step: dict) -> list[dict]:
    """Return the letter that asked, of which the step tells number and day."""
    if "sent_on_latest" not in step:
        return []
    days = {name: value for name, value in step.items() if name.startswith("sent_on")}
    return [{"step_id": step["id"], "direction": "out", "number": step["letter_number"], **days}]


def _follow_up(agreement: int, index: int, done: date, rng: random.Random, is_silent: bool) -> dict:
    row = {
        "agreement_id": agreement,
        "kind": "meeting",
        "title": f"Pertemuan {rng.choice(WORDS)} {index}",
        "office_id": rng.randint(1, OFFICES),
        "person_in_charge_id": rng.randint(1, PERSONS) if rng.random() < 0.8 else None,
    }
    if is_silent and rng.random() < 0.5:
        return row
    if index < DONE_FOLLOW_UPS and not is_silent:
        return {**row, "done_on_earliest": done, "done_on_latest": done, "done_on_precision": "day", "result": "Ada"}
    if rng.random() < 0.03:
        return {**row, "cancelled_on": done, "cancelled_reason": "Tidak jadi"}
    due = LAST_DAY + timedelta(days=rng.randrange(-400, 400)) if rng.random() < 0.95 else None
    return {**row, "times_moved": rng.choice([0, 0, 0, 1, 2]), **_known("due_on", due, rng)}


def _open_dues(follow_ups: list[dict]) -> list[dict]:
    return [row for row in follow_ups if row.get("due_on_latest") and "cancelled_on" not in row]


def _next_due(follow_ups: list[dict]) -> dict:
    """Return the first open due date, by the rule of `agreements.record.digest`."""
    first = min(_open_dues(follow_ups), key=lambda row: (row["due_on_latest"], row["times_moved"]), default=None)
    if first is None:
        return {}
    return {
        "next_due_earliest": first["due_on_earliest"],
        "next_due_on": first["due_on_latest"],
        "next_due_moved": first["times_moved"],
    }


def _stretches(record: dict) -> list[dict]:
    digest, agreement = record["digest"], record["agreement"]
    signed = KnownDate.day(record["signed"]) if record["signed"] else NOTHING_KNOWN
    facts = Facts(
        **{name: agreement[name] for name in ("stage", "track", "is_comparison")},
        **{name: digest[name] for name in ("is_committed", "ends_latest", "open_ended")},
        paid_until=None,
        begins_on=None,
        former_end_on=None,
        ended_on=digest["ends_latest"],
        first_text=signed,
        start=NOTHING_KNOWN,
        activities=(KnownDate.day(record["done"]),) if record["done"] else (),
        letters=(),
        papers=(Paper(digest["anchor_kind"], signed),) if signed else (),
        evidence=(KnownDate.day(record["evidence"]),),
        dues=tuple(
            Due(known_between(row["due_on_earliest"], row["due_on_latest"]), row["times_moved"])
            for row in _open_dues(record["follow_ups"])
        ),
        attested=(),
    )
    return [
        {"agreement_id": agreement["id"], "first_day": first, "last_day": last, **answer._asdict()}
        for first, last, answer in stretches_of(facts)
    ]


def _digest(record: dict, names: dict[int, str], codes: dict[int, str]) -> dict:
    agreement, text_of = record["agreement"], record["text"]
    partners = [party["partner_id"] for party in record["parties"]]
    countries = [country_name(codes[pk], "id") for pk in partners if codes[pk]]
    text = " ".join([agreement["title"], agreement["summary"], *(names[pk] for pk in partners), *countries]).lower()
    titles = " ".join(row["title"] for row in record["follow_ups"]).lower()
    return {
        "agreement_id": agreement["id"],
        **record["signed_on"],
        "ends_earliest": text_of.get("ends_on_earliest"),
        "ends_latest": text_of.get("ends_on_latest"),
        "open_ended": text_of["validity"] == "open",
        "anchor_kind": "signing" if record["signed"] else "",
        "anchor_earliest": record["signed"],
        "anchor_on": record["signed"],
        "is_committed": STAGE_GROUPS[agreement["stage"]] in (StatusGroup.IN_FORCE, StatusGroup.ENDED),
        **_next_due(record["follow_ups"]),
        "partner_names": ", ".join(names[pk] for pk in partners),
        "public_text": text,
        "staff_text": f"{text} {titles}",
    }
