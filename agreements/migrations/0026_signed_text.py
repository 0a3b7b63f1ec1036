"""Which text binds the city and a partner; `check_register --repair` fills it in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0025_visits_and_contacts")]

    operations = [
        migrations.AddField(
            model_name="digest",
            name="signed_text",
            field=models.CharField(
                choices=[
                    ("agreement", "Signed agreement"),
                    ("intent", "Letter of Intent only"),
                    ("none", "No text between the city and a partner"),
                ],
                default="none",
                max_length=10,
                verbose_name="signed text",
            ),
        ),
    ]
