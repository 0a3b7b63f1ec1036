"""Indexes of the sort orders, and on PostgreSQL stored search vectors with an index.

They live outside the models on purpose: SQLite knows no NULLS LAST in an index, and a generated
column in the model state breaks it. SQLite searches the text itself (`agreements.record.search`).
"""

from django.db import migrations

# name: (table, columns); unknown dates come last in every order.
SORT_ORDERS = {
    "agreement_by_signing": ("agreements_agreement", "signed_on_earliest DESC{last}, id DESC"),
    "digest_by_end": ("agreements_digest", "ends_latest{last}, agreement_id"),
    "digest_by_activity": ("agreements_digest", "activity_on DESC{last}, agreement_id DESC"),
}
SCOPES = ("public", "staff")


def add(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, (table, columns) in SORT_ORDERS.items():
        order = columns.format(last=" NULLS LAST" if postgres else "")
        schema_editor.execute(f"CREATE INDEX {name} ON {table} ({order})")
    if postgres:
        add_search_vectors(schema_editor)


def add_search_vectors(schema_editor):
    for scope in SCOPES:
        schema_editor.execute(
            f"ALTER TABLE agreements_digest ADD COLUMN {scope}_vector tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('indonesian', {scope}_text)) STORED"
        )
        schema_editor.execute(f"CREATE INDEX digest_{scope}_vector ON agreements_digest USING gin ({scope}_vector)")


def drop(apps, schema_editor):
    for name in SORT_ORDERS:
        schema_editor.execute(f"DROP INDEX {name}")
    if schema_editor.connection.vendor == "postgresql":
        for scope in SCOPES:
            schema_editor.execute(f"ALTER TABLE agreements_digest DROP COLUMN {scope}_vector")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_legal_fields")]

    operations = [migrations.RunPython(add, drop)]
