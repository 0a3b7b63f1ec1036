"""The migrations run on an empty database, lead to the tables of the models, and keep the data of a former version."""

import gzip
import json
import os
import subprocess
import sys
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

# Indexes that migrations add outside the models; SQLite loses one when a later migration rewrites its table.
OUTSIDE_THE_MODELS = {"digest_by_signing", "digest_by_end"}
FORMER_DATA = settings.BASE_DIR / "tests" / "former" / "2026-11.json.gz"
FORMER = "0016"
"""The last migration of the version from which the data comes."""
BEFORE_STRETCHES = "0013"
"""The last migration of the version that computed status and condition in SQL."""
RUN = """
import sys, django
django.setup()
from django.core.management import call_command
for command in sys.argv[1:]:
    call_command(*command.split(), verbosity=0)
"""


class FreshDatabase:
    """A second database beside that of the tests, empty at first; only the migrations create its tables."""

    def __init__(self, name, url):
        self.url = url
        self.connection = connection.copy()
        self.connection.settings_dict = {**connection.settings_dict, "NAME": name}

    def run(self, *commands):
        """Run management commands one after the other in a new process, as in an upgrade."""
        environment = {**os.environ, "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "jambi_coop.settings"}
        subprocess.run([sys.executable, "-c", RUN, *commands], cwd=settings.BASE_DIR, env=environment, check=True)

    def insert(self, data):
        """Insert the rows of a former version as they were, and let the numbering go on after them."""
        self.connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with self.connection.cursor() as cursor:
            for table, found in data.items():
                columns = ", ".join(self.connection.ops.quote_name(name) for name in found["columns"])
                marks = ", ".join(["%s"] * len(found["columns"]))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", found["rows"])  # noqa: S608
            for table, found in data.items():
                key = "history_id" if "history_id" in found["columns"] else "id"
                if self.connection.vendor == "postgresql" and key in found["columns"]:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table}))"  # noqa: S608
                    )
        self.connection.commit()
        self.connection.set_autocommit(True)

    def count(self, table):
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            return cursor.fetchone()[0]

    def write_weekly_summary(self):
        """Insert a weekly summary that waits to be sent to an account."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active, first_name, last_name,"
                " email, date_joined) VALUES ('penerima', '', %s, %s, %s, '', '', '', CURRENT_TIMESTAMP)",
                [False, True, True],
            )
            cursor.execute(
                "INSERT INTO agreements_message (recipient_id, key, kind, channel, address, subject, text, state,"
                " attempts, error, created_at)"
                " SELECT id, 'weekly:2026-W48', 'weekly', 'mail', '', '', '', 'pending', 0, '', CURRENT_TIMESTAMP"
                " FROM auth_user"
            )

    def write_offices(self):
        """Insert an office that the account of the weekly summary entered, and make it the head of another one."""
        account = "(SELECT id FROM auth_user WHERE username = 'penerima')"
        facts, values = "version, name, name_en, short_name, code, is_active", "1, 'Dinas Sosial', '', '', 'dinsos'"
        with self.connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO agreements_office ({facts}) VALUES ({values}, %s)", [True])  # noqa: S608
            cursor.execute(
                f"INSERT INTO agreements_historicaloffice (id, {facts}, history_date, history_type, history_user_id)"  # noqa: S608
                f" SELECT id, {values}, is_active, %s, '+', {account} FROM agreements_office WHERE code = 'dinsos'",
                ["2025-03-04 20:00:00+00:00"],
            )
            cursor.execute(f"UPDATE agreements_office SET head_id = {account} WHERE code = 'bagian-kerja-sama'")  # noqa: S608

    def confirmed_offices(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT code, confirmed_on FROM agreements_office")
            return {code: day and str(day) for code, day in cursor.fetchall()}

    def ends(self):
        """Return how many records have an end in each state, of those that are still carried out."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT step.state, COUNT(*) FROM agreements_step step JOIN agreements_agreement agreement"
                " ON agreement.id = step.agreement_id WHERE step.stage = 'completed'"
                " AND agreement.track = 'pass_on' AND agreement.stage = 'implementation' GROUP BY step.state"
            )
            return dict(cursor.fetchall())

    def call_letter_not_applicable(self):
        """Mark the letter of intent of a proposal with an institution as *not applicable*."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE agreements_step SET state = 'not_applicable' WHERE stage = 'intent' AND agreement_id ="
                " (SELECT MIN(id) FROM agreements_agreement WHERE track = 'ksdll' AND stage = 'initiative')"
            )
            assert cursor.rowcount == 1

    def letters(self, stage):
        """Return of each letter of intent of the first record of an institution at `stage` its state, the number of its
        waivers, and its last entry in the history."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT step.state, (SELECT COUNT(*) FROM agreements_waiver WHERE step_id = step.id), (SELECT"
                " history_change_reason FROM agreements_historicalstep past WHERE past.id = step.id"
                " ORDER BY history_id DESC LIMIT 1) FROM agreements_step step WHERE stage = 'intent' AND"
                " agreement_id = (SELECT MIN(id) FROM agreements_agreement WHERE track = 'ksdll' AND stage = %s)"
                " ORDER BY step.round",
                [stage],
            )
            return cursor.fetchall()

    def messages(self):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT kind, key FROM agreements_message")
            return cursor.fetchall()

    def stretches(self):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT agreement_id, first_day, last_day, status, condition, rule, activity_on, evidence_on"
                " FROM agreements_stretch ORDER BY agreement_id, first_day"
            )
            return cursor.fetchall()


@pytest.fixture
def fresh(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = tmp_path / "fresh.sqlite3"
            database = FreshDatabase(str(file), f"sqlite:///{file}")
            yield database
            database.connection.close()
        else:
            name = f"{connection.settings_dict['NAME']}_fresh"
            quoted = connection.ops.quote_name(name)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
                cursor.execute(f"CREATE DATABASE {quoted}")
            database = FreshDatabase(name, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
            yield database
            database.connection.close()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {quoted}")


def shape(database):
    """Return the columns and the names of indexes and constraints of every table of the project."""
    found = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            if table.startswith(("agreements_", "partners_")):
                columns = {tuple(column[:7]) for column in database.introspection.get_table_description(cursor, table)}
                constraints = database.introspection.get_constraints(cursor, table)
                named = {name for name in constraints if not name.startswith("__unnamed")}
                found[table] = (columns, named - OUTSIDE_THE_MODELS)
    return found


def former_data():
    """The rows of the former version with the city's cases and the examples: table -> columns and rows."""
    with gzip.open(FORMER_DATA, "rt", encoding="utf-8") as file:
        data = json.load(file)
    del data["agreements_legalfield"]  # a migration writes them
    return data


def rows_of(data, table):
    found = data[table]
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


CITY = ("city_signatory", "city_signatory_title", "city_signed_place", "city_document_number")
PARTY = ("signatory", "signatory_title", "signed_place", "document_number")
PAPERS = ("intent", "signing", "state_agreement", "on_granting", "handover")


def signing_facts(data):
    """Return what the former version knew of texts, signings and terms, one item for each fact."""
    agreements = rows_of(data, "agreements_agreement")
    parties = rows_of(data, "agreements_party")
    facts = {("day", row["id"], row["signed_on_latest"]) for row in agreements}
    facts |= {("day", row["id"], row["city_signed_on_latest"]) for row in agreements}
    facts |= {("day", row["agreement_id"], row["signed_on_latest"]) for row in parties}
    facts |= {("words", row["id"], row[name]) for row in agreements for name in CITY}
    facts |= {("words", row["agreement_id"], row[name]) for row in parties for name in PARTY}
    for step in rows_of(data, "agreements_step"):
        if step["stage"] in PAPERS and step["state"] in ("done", "approved"):
            facts |= {("day", step["agreement_id"], step["decided_on_latest"])}
            facts |= {("words", step["agreement_id"], step["signatories"])}
    for term in rows_of(data, "agreements_term"):
        names = ("starts_on_earliest", "starts_on_latest", "ends_on_earliest", "ends_on_latest")
        last = (term["review_on"], term["notice_months"], term["document_id"])
        facts.add(("term", term["agreement_id"], *(term[name] for name in names), *last))
    return {fact for fact in facts if any(fact[2:])}


def signing_facts_now(database):
    """Return the same items from the instruments and their signatures."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT i.agreement_id, s.signed_on_latest, s.name, s.position, s.place, s.number"
            " FROM agreements_signature s JOIN agreements_instrument i ON i.id = s.instrument_id"
        )
        signatures = cursor.fetchall()
        cursor.execute(
            "SELECT agreement_id, starts_on_earliest, starts_on_latest, ends_on_earliest, ends_on_latest, review_on,"
            " notice_months, document_id FROM agreements_instrument WHERE validity <> ''"
        )
        terms = cursor.fetchall()
    facts = {("day", agreement, str(day)) for agreement, day, *_words in signatures if day}
    facts |= {("words", agreement, text) for agreement, _day, *words in signatures for text in words if text}
    texts = [tuple(str(one) if isinstance(one, date) else one for one in term) for term in terms]
    return facts | {("term", *term) for term in texts}


ASKED = (
    *("consultation", "council", "verification", "interministerial", "confirmation"),
    *("central_approval", "full_powers", "state_agreement", "on_granting"),
)
LETTER_COLUMNS = (
    *("sent_on_earliest", "sent_on_latest", "sent_on_precision"),
    *("received_on_earliest", "received_on_latest", "received_on_precision"),
    *("letter_number", "reply_number"),
)


def letter_facts(data):
    """Return what the former version knew of letters: step, direction, number, day of sending and of receipt."""
    found = []
    for step in rows_of(data, "agreements_step"):
        sent, received, number = step["sent_on_latest"], step["received_on_latest"], step["letter_number"]
        if step["stage"] not in ASKED:
            received = number = None  # the beginning of own work and its own paper are no letters
        if sent or received or number:
            found.append((step["id"], "out", number or "", sent, received))
        if step["reply_number"]:
            found.append((step["id"], "reply", step["reply_number"], None, None))
    return sorted(found, key=str)


def letter_facts_now(database):
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT step_id, direction, number, sent_on_latest, received_on_latest, dated_latest, correspondent"
            " FROM agreements_letter"
        )
        rows = cursor.fetchall()
    assert {row[5:] for row in rows} <= {(None, "")}  # nobody recorded these, so that nothing is said of them
    return sorted(((*row[:3], *(str(day) if day else None for day in row[3:5])) for row in rows), key=str)


def letter_columns(database):
    """Return the columns of each step that are derived from its letters today, in a form to compare."""
    with database.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(LETTER_COLUMNS)} FROM agreements_step")  # noqa: S608
        return {row[0]: tuple(str(value or "") for value in row[1:]) for row in cursor.fetchall()}


@pytest.mark.django_db
def test_letters_of_the_former_version_become_rows_and_the_steps_say_the_same(fresh):
    data = former_data()
    own = {"id": rows_of(data, "agreements_step")[0]["id"]}
    assert rows_of(data, "agreements_step")[0]["stage"] not in ASKED
    # What the form of that time also took: own work that was "sent", and answered.
    changed(data, "agreements_step", own, letter_number="005/KS", reply_number="B-7", **day_in("sent_on", "2018-03-01"))
    changed(data, "agreements_step", {"stage": "council"}, **day_in("sent_on", "2019-04-02"))
    fresh.run(f"migrate agreements {FORMER}", "migrate auth")
    fresh.insert(data)
    fresh.write_weekly_summary()
    fresh.run("migrate agreements 0038_signed_before")
    before = letter_columns(fresh.connection)
    fresh.run("migrate")
    facts = letter_facts(data)
    assert {("out", True), ("reply", False)} <= {(direction, bool(sent)) for _step, direction, _no, sent, _on in facts}
    assert letter_facts_now(fresh.connection) == facts
    assert letter_columns(fresh.connection) == before
    assert fresh.count("agreements_historicalletter") == len(facts)
    fresh.run("check_register --repair", "check_register")  # among others: no step says something else than its letters
    assert letter_columns(fresh.connection) == before


@pytest.mark.django_db
def test_migrations_lead_to_the_tables_of_the_models_and_keep_the_data_of_the_former_version(fresh):
    """The second part as in an upgrade: migrate, then `check_register --repair`."""
    data = former_data()
    fresh.run(f"migrate agreements {FORMER}", "migrate auth")
    fresh.insert(data)
    fresh.write_weekly_summary()
    fresh.run(f"migrate agreements {BEFORE_STRETCHES}")
    assert fresh.messages() == [("digest", "digest:2026-W48")]
    ahead = fresh.ends()["unknown"]  # the loader of that time said so of every step after the present stage
    fresh.call_letter_not_applicable()
    fresh.write_offices()
    fresh.run("migrate")
    loaded = dict.fromkeys(["bagian-kerja-sama", "contoh-lingkungan", "contoh-pendidikan"], "2026-11-29")
    assert fresh.confirmed_offices() == {"setda": None, "dinsos": "2025-03-05", **loaded}
    assert fresh.ends() == {"not_started": ahead}
    change = "PP 28/2018 Pasal 28 ayat (3)-(5)"
    assert fresh.letters("completed") == [("unknown", 1, change)]
    assert fresh.letters("initiative") == [("not_started", 0, change)]
    assert fresh.messages() == [("weekly", "weekly:2026-W48")]
    assert shape(fresh.connection) == shape(connection)
    assert fresh.stretches() == []
    fresh.run("check_register --repair", "check_register")  # the second one fails if anything still differs
    assert len(fresh.stretches()) > 100
    before = signing_facts(data)
    assert len(before) > 50
    assert before <= signing_facts_now(fresh.connection)
    assert fresh.count("agreements_agreement") == len(data["agreements_agreement"]["rows"])  # noqa: S608
    assert fresh.count("agreements_historicalinstrument") >= fresh.count("agreements_instrument") > 20
    assert fresh.count("agreements_historicalsignature") >= fresh.count("agreements_signature") > 20


def changed(data, table, key, **values):
    """Write these values into the row with this id, or into those of this agreement."""
    found = data[table]
    place = {name: found["columns"].index(name) for name in [*key, *values]}
    rows = [row for row in found["rows"] if all(row[place[name]] == value for name, value in key.items())]
    for row in rows:
        for name, value in values.items():
            row[place[name]] = value
    assert rows


def papers_of(database, agreement):
    """The instruments of an agreement, with the sides and days of their signatures."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, signed_on_latest, validity, changes_id, note FROM agreements_instrument"
            " WHERE agreement_id = %s AND kind <> 'intent' ORDER BY id",
            [agreement],
        )
        papers = cursor.fetchall()
        found = []
        for pk, kind, day, validity, changes, note in papers:
            cursor.execute(
                "SELECT side, signed_on_latest FROM agreements_signature WHERE instrument_id = %s ORDER BY side", [pk]
            )
            sides = [(side, str(on or "")) for side, on in cursor.fetchall()]
            found.append((kind, str(day or ""), validity, bool(changes), sides, note))
        return found


def day_in(name, day):
    return {f"{name}_earliest": day, f"{name}_latest": day, f"{name}_precision": "day"}


@pytest.mark.django_db
def test_texts_whose_columns_disagree_keep_all_that_was_said(fresh):
    data = former_data()
    step = {"agreement_id": 17, "stage": "signing"}
    changed(data, "agreements_step", step, **day_in("decided_on", "2024-03-20"), signatories="Wali Kota lama")
    changed(data, "agreements_agreement", {"id": 19}, **day_in("city_signed_on", "2026-02-10"))
    changed(data, "agreements_agreement", {"id": 21}, city_document_number="X/1", instrument="mou")
    changed(data, "agreements_term", {"agreement_id": 20, "basis": "addendum"}, basis="text")
    fresh.run(f"migrate agreements {FORMER}", "migrate auth")
    fresh.insert(data)
    fresh.run("migrate")
    database = fresh.connection
    # The step told another day than the text: the text's day counts, and the note keeps that of the step.
    ((kind, day, validity, _changes, sides, note),) = papers_of(database, 17)
    assert (kind, day, validity, sides) == ("mou", "2024-03-24", "period", [("partner", "2024-03-24")])
    assert "2024-03-20" in note
    assert "Wali Kota lama" in note
    # A side signed after the day of the text: both stand, and the latest counts.
    ((_kind, day, _validity, _changes, sides, _note),) = papers_of(database, 19)
    assert (day, sides) == ("2026-02-10", [("all", "2026-02-02"), ("city", "2026-02-10")])
    # A number that was typed before the signing signs nothing.
    ((kind, day, _validity, _changes, sides, note),) = papers_of(database, 21)
    assert (kind, day, sides, "X/1" in note) == ("mou", "", [], True)
    # A second term of the text is a further text, which changes the first.
    first, second = papers_of(database, 20)
    assert (first[0], first[1], first[3]) == ("mou", "2022-10-21", False)
    assert (second[0], second[1], second[2], second[3], second[4]) == ("mou", "", "period", True, [("all", "")])
    assert papers_of(database, 33) == []
    with database.cursor() as cursor:
        cursor.execute("SELECT id FROM agreements_agreement WHERE without_text = %s", [True])
        assert cursor.fetchall() == [(33,)]
