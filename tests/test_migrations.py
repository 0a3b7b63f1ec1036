"""The migrations run from nothing and lead to the tables that the models describe."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

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
    with connection.cursor() as cursor:
        tables, indexes = shape(cursor, of_app)
    assert found == tables
    assert found_indexes - OUTSIDE_THE_MODELS == indexes
