"""The migrations run from nothing, lead to the tables of the models, and keep the data of a former version."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import localdate

from agreements.management.cases.loading import load
from agreements.models import Stretch

FIXTURES = settings.BASE_DIR / "fixtures"

# Orders that migration 0003 adds outside the models; SQLite forgets one when a later migration rewrites its table.
OUTSIDE_THE_MODELS = {"agreement_by_signing", "digest_by_end", "digest_by_activity"}


def shape(cursor, of_app):
    """Tables with their columns, and the names of their indexes."""
    cursor.execute("SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    rows = [row for row in cursor.fetchall() if of_app(row[2])]
    tables = {}
    for kind, name, _table in rows:
        if kind == "table":
            cursor.execute(f"PRAGMA table_info({name})")
            tables[name] = {(column[1], column[2].lower(), column[3]) for column in cursor.fetchall()}
    return tables, {name for kind, name, _table in rows if kind == "index"}


FORMER = "0013"
"""The last migration of the version that worked status and condition out by SQL."""


def stretches_in(file):
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT agreement_id, first_day FROM agreements_stretch").fetchall()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_stretches_are_written_to_the_data_of_the_former_version():
    """As an upgrade does it: migrate, then `check_register --repair`."""
    load(FIXTURES, today=localdate())
    load(FIXTURES / "examples", today=localdate(), examples=True)
    fields = ("agreement", "first_day", "last_day", "status", "condition", "rule", "activity_on", "evidence_on")
    before = list(Stretch.objects.values_list(*fields))
    try:
        call_command("migrate", "agreements", FORMER, verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert not Stretch.objects.exists()
    call_command("check_register", "--repair", verbosity=0)
    call_command("check_register", verbosity=0)
    assert list(Stretch.objects.values_list(*fields)) == before
    assert len(before) > 100


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's test database itself is made by the migrations")
def test_migrations_lead_to_the_tables_of_the_models(tmp_path):
    file = tmp_path / "migrated.sqlite3"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "jambi_coop.settings"}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)

    def of_app(table):
        return table.startswith(("agreements_", "partners_"))

    migrated = sqlite3.connect(file)
    found, found_indexes = shape(migrated.cursor(), of_app)
    migrated.close()
    manage = [sys.executable, "manage.py"]
    for arguments in (["load_cases"], ["load_cases", "--examples"], ["migrate", "agreements", FORMER], ["migrate"]):
        subprocess.run([*manage, *arguments, "--verbosity", "0"], cwd=settings.BASE_DIR, env=environment, check=True)
    assert stretches_in(file) == []
    for arguments in (["--repair"], []):  # the second one fails where something still differs
        command = [*manage, "check_register", *arguments, "--verbosity", "0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    assert {day for _agreement, day in stretches_in(file)} > {"1900-01-01"}
    with connection.cursor() as cursor:
        tables, indexes = shape(cursor, of_app)
    assert found == tables
    assert found_indexes - OUTSIDE_THE_MODELS == indexes
