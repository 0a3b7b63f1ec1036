"""Status and condition as stretches of days, in place of the three columns that changed with the day.

The stretches are written by `check_register --repair`, which every upgrade calls after migrating.
"""

import django.db.models.deletion
from django.db import migrations, models


def drop_index_of_activity(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS digest_by_activity")


def keep_index_of_end(apps, schema_editor):
    """SQLite writes a table anew for some changes of its columns, and knows only the indexes of the models."""
    last = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX IF NOT EXISTS digest_by_end ON agreements_digest (ends_latest{last}, agreement_id)"
    )


def add_index_of_activity(apps, schema_editor):
    last = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX digest_by_activity ON agreements_digest (activity_on DESC{last}, agreement_id DESC)"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0013_ongoing_follow_ups"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, add_index_of_activity),
        migrations.RunPython(drop_index_of_activity, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="digest",
            name="activity_earliest",
        ),
        migrations.RemoveField(
            model_name="digest",
            name="activity_on",
        ),
        migrations.RemoveField(
            model_name="digest",
            name="evidence_on",
        ),
        migrations.RunPython(keep_index_of_end, keep_index_of_end),
        migrations.CreateModel(
            name="Stretch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("exploratory", "Exploratory"),
                            ("preparation", "In preparation"),
                            ("awaiting", "Awaiting approval"),
                            ("in_force", "In force"),
                            ("ended", "Ended"),
                            ("discontinued", "Discontinued"),
                            ("unknown", "Status not known"),
                        ],
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("condition", models.CharField(blank=True, max_length=16, verbose_name="follow-up condition")),
                ("rule", models.CharField(blank=True, max_length=20, verbose_name="rule that decides")),
                ("activity_earliest", models.DateField(null=True, verbose_name="latest activity, earliest day")),
                ("activity_on", models.DateField(null=True, verbose_name="latest activity")),
                ("evidence_on", models.DateField(null=True, verbose_name="latest dated evidence")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stretches", to="agreements.agreement"
                    ),
                ),
            ],
            options={
                "verbose_name": "stretch of days",
                "verbose_name_plural": "stretches of days",
                "ordering": ["agreement", "first_day"],
                "indexes": [
                    models.Index(
                        models.F("status"),
                        models.F("condition"),
                        models.F("last_day"),
                        models.F("first_day"),
                        models.F("agreement"),
                        name="stretch_by_answer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("agreement"), models.F("first_day"), name="stretch_begins_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))), name="stretch_in_order"
                    ),
                ],
            },
        ),
    ]
