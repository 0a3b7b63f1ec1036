"""The weekly mail is called the weekly summary everywhere; "digest" is left to what is derived of an agreement."""

from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Replace


def rename_kind(former, later):
    """In the kind and in the key of each message, so that no week is summed up twice."""

    def rename(apps, schema_editor):
        messages = apps.get_model("agreements", "Message").objects.filter(kind=former)
        messages.update(kind=later, key=Replace("key", Value(f"{former}:"), Value(f"{later}:")))

    return rename


class Migration(migrations.Migration):
    dependencies = [("agreements", "0015_rows_once")]

    operations = [
        migrations.RenameField("mailpreference", "wants_digest", "wants_weekly"),
        migrations.AlterField(
            "message",
            "kind",
            models.CharField(
                choices=[
                    ("urgent", "Single reminder"),
                    ("weekly", "Weekly summary"),
                    ("escalation", "Told to the head of the office"),
                    ("manual", "Sent by hand"),
                    ("news", "News of a report"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(rename_kind("digest", "weekly"), rename_kind("weekly", "digest")),
    ]
