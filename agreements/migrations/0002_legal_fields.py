"""The closed list of UU 23/2014 Article 367(1)."""

from django.db import migrations

FIELDS = {
    "a": ("Pengembangan ilmu pengetahuan dan teknologi", "Development of science and technology"),
    "b": ("Pertukaran budaya", "Cultural exchange"),
    "c": (
        "Peningkatan kemampuan teknis dan manajemen pemerintahan",
        "Improving technical and management capacity of government",
    ),
    "d": ("Promosi potensi daerah", "Promotion of the region's potential"),
    "e": (
        "Kerja sama lainnya yang tidak bertentangan dengan peraturan",
        "Other cooperation not contrary to the law",
    ),
}


def add_fields(apps, schema_editor):
    model = apps.get_model("agreements", "LegalField")
    for letter, (name, name_en) in FIELDS.items():
        model.objects.update_or_create(letter=letter, defaults={"name": name, "name_en": name_en})


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_first_models")]

    operations = [migrations.RunPython(add_fields, migrations.RunPython.noop)]
