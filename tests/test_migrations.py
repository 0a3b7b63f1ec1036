"""The migrations run on an empty database, lead to the tables of the models, and keep the data of a former version."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

# Indexes that migration 0003 adds outside the models; SQLite loses one when a later migration rewrites its table.
OUTSIDE_THE_MODELS = {"agreement_by_signing", "digest_by_end", "digest_by_activity"}
FORMER = "0013"
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

    def write_weekly_summary(self):
        """Insert a weekly summary that waits to be sent to the first account."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO agreements_message (recipient_id, key, kind, channel, address, subject, text, state,"
                " attempts, error, created_at)"
                " SELECT id, 'weekly:2026-W48', 'weekly', 'mail', '', '', '', 'pending', 0, '', CURRENT_TIMESTAMP"
                " FROM auth_user"
            )

    def add_unknown_end(self):
        """Insert the end of a record that has not ended as a step that is *not known*, as the loader did once."""
        with self.connection.cursor() as cursor:
            table = self.connection.introspection.get_table_description(cursor, "agreements_step")
            names = ", ".join(column.name for column in table if column.name not in ("id", "stage"))
            cursor.execute(
                f"INSERT INTO agreements_step (stage, {names}) SELECT 'completed', {names} FROM agreements_step"  # noqa: S608
                " WHERE state = 'unknown' AND stage = 'proposal' AND holder = 'city' AND agreement_id IN"
                " (SELECT id FROM agreements_agreement WHERE track = 'pass_on' AND stage = 'implementation')"
            )
            return cursor.rowcount

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
        """Mark the letter of intent of a finished cooperation with an institution as *not applicable*."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE agreements_step SET state = 'not_applicable' WHERE stage = 'intent' AND agreement_id ="
                " (SELECT MIN(id) FROM agreements_agreement WHERE track = 'ksdll' AND stage = 'completed')"
            )
            assert cursor.rowcount == 1

    def letter(self):
        """Return the state of that letter, the number of its waivers, and its last entry in the history."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT step.state, (SELECT COUNT(*) FROM agreements_waiver WHERE step_id = step.id), (SELECT"
                " history_change_reason FROM agreements_historicalstep past WHERE past.id = step.id"
                " ORDER BY history_id DESC LIMIT 1) FROM agreements_step step WHERE stage = 'intent' AND"
                " agreement_id = (SELECT MIN(id) FROM agreements_agreement WHERE track = 'ksdll'"
                " AND stage = 'completed')"
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


@pytest.mark.django_db
def test_migrations_lead_to_the_tables_of_the_models_and_keep_the_data_of_the_former_version(fresh):
    """The second part as in an upgrade: migrate, then `check_register --repair`."""
    fresh.run("migrate", "load_cases", "load_cases --examples", "create_first_user")
    fresh.write_weekly_summary()
    tables = shape(connection)
    assert "agreements_stretch" in tables
    assert shape(fresh.connection) == tables
    before = fresh.stretches()
    assert len(before) > 100
    fresh.run(f"migrate agreements {FORMER}")
    assert fresh.messages() == [("digest", "digest:2026-W48")]
    number = fresh.add_unknown_end()
    fresh.call_letter_not_applicable()
    assert fresh.ends() == {"unknown": number}
    fresh.run("migrate")
    assert fresh.ends() == {"not_started": number}
    assert fresh.letter() == [("unknown", 1, "PP 28/2018 Pasal 28 ayat (3)-(5)")]
    assert fresh.messages() == [("weekly", "weekly:2026-W48")]
    assert fresh.stretches() == []
    fresh.run("check_register --repair", "check_register")  # the second one fails if anything still differs
    assert fresh.stretches() == before
