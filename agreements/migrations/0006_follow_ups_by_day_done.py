"""An index for the order of what was done last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_days_off")]

    operations = [
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(models.F("done_on_latest"), models.F("id"), name="follow_up_done"),
        ),
    ]
