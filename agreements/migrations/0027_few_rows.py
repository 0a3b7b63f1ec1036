"""Indexes of the comparison cases and of the examples, which are few."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0026_signed_text")]

    operations = [
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(models.F("id"), condition=models.Q(("is_comparison", True)), name="agreement_of_others"),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(models.F("id"), condition=models.Q(("is_example", True)), name="agreement_of_examples"),
        ),
    ]
