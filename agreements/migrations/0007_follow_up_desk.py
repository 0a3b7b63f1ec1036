"""Indexes of the orders in which the desk of follow-ups is read."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0006_follow_ups_by_day_done"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(
                models.F("trashed_at"),
                condition=models.Q(("trashed_at__isnull", False)),
                name="agreement_in_trash",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                models.F("due_on_latest"),
                models.F("id"),
                models.F("agreement"),
                condition=models.Q(("cancelled_on__isnull", True), ("done_on_latest__isnull", True)),
                name="follow_up_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                models.F("person_in_charge"),
                models.F("due_on_latest"),
                models.F("id"),
                condition=models.Q(("cancelled_on__isnull", True), ("done_on_latest__isnull", True)),
                name="follow_up_open_person",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                models.F("title"),
                models.F("id"),
                condition=models.Q(("cancelled_on__isnull", True), ("done_on_latest__isnull", True)),
                name="follow_up_open_title",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                models.F("times_moved"),
                models.F("id"),
                condition=models.Q(("cancelled_on__isnull", True), ("done_on_latest__isnull", True)),
                name="follow_up_open_moved",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                models.F("cancelled_on"),
                models.F("id"),
                condition=models.Q(("cancelled_on__isnull", False)),
                name="follow_up_cancelled",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                fields=["-cancelled_on", "-done_on_latest", "due_on_latest", "id"], name="follow_up_by_state"
            ),
        ),
    ]
