"""Every table of the app as it first was, each made in one go."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "publication_class",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("internal", "Internal"),
                            ("public", "Public"),
                            ("exempt", "Exempt"),
                        ],
                        default="internal",
                        editable=False,
                        max_length=8,
                        verbose_name="publication class",
                    ),
                ),
                (
                    "exempt_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "a – law enforcement"),
                            ("b", "b – intellectual property and unfair competition"),
                            ("c", "c – defence and state security"),
                            ("d", "d – natural wealth"),
                            ("e", "e – national economic resilience"),
                            ("f", "f – foreign relations"),
                            ("g", "g – authentic deeds and last wills"),
                            ("h", "h – personal secrets"),
                            ("i", "i – internal memoranda and letters"),
                            ("j", "j – secret by another law"),
                        ],
                        editable=False,
                        max_length=1,
                        verbose_name="ground of exemption (UU 14/2008 Art. 17)",
                    ),
                ),
                ("exempt_reason", models.TextField(blank=True, editable=False, verbose_name="reason of exemption")),
                (
                    "exempt_decision_number",
                    models.CharField(blank=True, editable=False, max_length=100, verbose_name="PPID decision number"),
                ),
                (
                    "exempt_decision_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="PPID decision date"),
                ),
                (
                    "exempt_review_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="exemption to be reviewed on"),
                ),
                (
                    "trashed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="moved to trash at"),
                ),
                (
                    "trashed_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason for deleting"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name (Latin letters)")),
                ("name_local", models.CharField(blank=True, max_length=200, verbose_name="name in its own script")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Made from the name when left empty. An old address keeps leading here.",
                        max_length=120,
                        unique=True,
                        verbose_name="web address part",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("local_government", "Local government"),
                            ("national_government", "National government"),
                            ("un_body", "United Nations body"),
                            ("development_bank", "Development bank"),
                            ("city_network", "City network"),
                            ("ngo", "Non-governmental organisation"),
                            ("university", "University or school"),
                            ("company", "Company"),
                            ("foundation", "Foundation"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Leave empty for an international body such as UN-Habitat.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="city or place")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("city", "City or municipality"),
                            ("district", "Regency or district"),
                            ("province", "Province, prefecture or state"),
                            ("national", "National"),
                            ("international", "International"),
                        ],
                        max_length=14,
                        verbose_name="administrative level",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="official website",
                    ),
                ),
                ("profile", models.TextField(blank=True, verbose_name="profile")),
                ("profile_en", models.TextField(blank=True, verbose_name="profile in English")),
                (
                    "strengths",
                    models.TextField(
                        blank=True,
                        help_text="What this partner is good at that the city needs (complementarity).",
                        verbose_name="strengths that matter to the city",
                    ),
                ),
                ("strengths_en", models.TextField(blank=True, verbose_name="strengths in English")),
                (
                    "iati_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="IATI organisation reference"),
                ),
                ("is_example", models.BooleanField(default=False, editable=False, verbose_name="example record")),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="last edited by",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="partners.partner",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="For example the government under which a development bank works.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="partners.partner",
                        verbose_name="part of",
                    ),
                ),
                (
                    "trashed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moved to trash by",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name", "pk"],
                "permissions": [
                    ("publish_partner", "Can publish a partner or loosen its class"),
                    ("merge_partner", "Can merge two partners"),
                    ("export_partner", "Can export partners"),
                ],
                "indexes": [models.Index(django.db.models.functions.text.Lower("name"), name="partner_name_lower")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publication_class", "exempt"), models.Q(("exempt_ground", ""), _negated=True)),
                            models.Q(models.Q(("publication_class", "exempt"), _negated=True), ("exempt_ground", "")),
                            _connector="OR",
                        ),
                        name="partner_exempt_has_ground",
                        violation_error_message="An exempt record names its ground (UU 14/2008 Article 17).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="partner_coordinates_in_pairs",
                        violation_error_message="Give both latitude and longitude, or neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="partner_not_its_own_parent",
                        violation_error_message="A partner cannot be part of itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPartner",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "publication_class",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("internal", "Internal"),
                            ("public", "Public"),
                            ("exempt", "Exempt"),
                        ],
                        default="internal",
                        editable=False,
                        max_length=8,
                        verbose_name="publication class",
                    ),
                ),
                (
                    "exempt_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a", "a – law enforcement"),
                            ("b", "b – intellectual property and unfair competition"),
                            ("c", "c – defence and state security"),
                            ("d", "d – natural wealth"),
                            ("e", "e – national economic resilience"),
                            ("f", "f – foreign relations"),
                            ("g", "g – authentic deeds and last wills"),
                            ("h", "h – personal secrets"),
                            ("i", "i – internal memoranda and letters"),
                            ("j", "j – secret by another law"),
                        ],
                        editable=False,
                        max_length=1,
                        verbose_name="ground of exemption (UU 14/2008 Art. 17)",
                    ),
                ),
                ("exempt_reason", models.TextField(blank=True, editable=False, verbose_name="reason of exemption")),
                (
                    "exempt_decision_number",
                    models.CharField(blank=True, editable=False, max_length=100, verbose_name="PPID decision number"),
                ),
                (
                    "exempt_decision_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="PPID decision date"),
                ),
                (
                    "exempt_review_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="exemption to be reviewed on"),
                ),
                (
                    "trashed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="moved to trash at"),
                ),
                (
                    "trashed_reason",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="reason for deleting"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name (Latin letters)")),
                ("name_local", models.CharField(blank=True, max_length=200, verbose_name="name in its own script")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Made from the name when left empty. An old address keeps leading here.",
                        max_length=120,
                        verbose_name="web address part",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("local_government", "Local government"),
                            ("national_government", "National government"),
                            ("un_body", "United Nations body"),
                            ("development_bank", "Development bank"),
                            ("city_network", "City network"),
                            ("ngo", "Non-governmental organisation"),
                            ("university", "University or school"),
                            ("company", "Company"),
                            ("foundation", "Foundation"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Leave empty for an international body such as UN-Habitat.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="city or place")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("city", "City or municipality"),
                            ("district", "Regency or district"),
                            ("province", "Province, prefecture or state"),
                            ("national", "National"),
                            ("international", "International"),
                        ],
                        max_length=14,
                        verbose_name="administrative level",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="official website",
                    ),
                ),
                ("profile", models.TextField(blank=True, verbose_name="profile")),
                ("profile_en", models.TextField(blank=True, verbose_name="profile in English")),
                (
                    "strengths",
                    models.TextField(
                        blank=True,
                        help_text="What this partner is good at that the city needs (complementarity).",
                        verbose_name="strengths that matter to the city",
                    ),
                ),
                ("strengths_en", models.TextField(blank=True, verbose_name="strengths in English")),
                (
                    "iati_reference",
                    models.CharField(blank=True, max_length=60, verbose_name="IATI organisation reference"),
                ),
                ("is_example", models.BooleanField(default=False, editable=False, verbose_name="example record")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="last edited by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trashed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="moved to trash by",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="merged into",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="For example the government under which a development bank works.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical partner",
                "verbose_name_plural": "historical partners",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="office e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="office phone")),
                (
                    "purpose",
                    models.CharField(
                        help_text="Personal data is kept only for a stated purpose (UU 27/2022).",
                        max_length=200,
                        verbose_name="purpose of keeping it",
                    ),
                ),
                (
                    "anonymised_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="anonymised on"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact person",
                "verbose_name_plural": "historical contact persons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="partners.partner"
                    ),
                ),
            ],
            options={
                "verbose_name": "former web address",
                "verbose_name_plural": "former web addresses",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.CharField(blank=True, max_length=120, verbose_name="position")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="office e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="office phone")),
                (
                    "purpose",
                    models.CharField(
                        help_text="Personal data is kept only for a stated purpose (UU 27/2022).",
                        max_length=200,
                        verbose_name="purpose of keeping it",
                    ),
                ),
                (
                    "anonymised_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="anonymised on"),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="partners.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact person",
                "verbose_name_plural": "contact persons",
                "ordering": ["partner", "name"],
            },
        ),
    ]
