"""The number of the letter that came back, beside that of the letter that went out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_lists_before_signing"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="reply_number",
            field=models.CharField(blank=True, db_index=True, max_length=120, verbose_name="number of the answer"),
        )
        for name in ("historicalstep", "step")
    ]
