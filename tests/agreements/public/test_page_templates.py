"""The templates of the public page of an agreement show rows that were chosen for them, and walk to no others."""

import re

from django.apps import apps
from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates" / "agreements" / "public" / "agreement_page"
OPEN_RELATIONS = {"instrument", "lead_office", "office", "partner", "source", "stage_source", "waiver"}
"""What a row that may be shown leads to and may be shown with it; of a source only `_source.html` tells more."""


def _relations():
    """The names under which a row of either app leads to other rows."""
    for app in ("agreements", "partners"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if field.is_relation and hasattr(field, "get_accessor_name"):
                    yield field.get_accessor_name()
                elif field.is_relation:
                    yield field.name


def test_templates_of_the_page_lead_from_no_row_to_others():
    """Rows are sorted out in Python: what lies behind a relation, nobody has looked at."""
    # `standing.by` and `line.step` are made in Python.
    relations, walked = {"all", *filter(None, _relations())} - {"by", "step"}, set()
    for path in TEMPLATES.glob("*.html"):
        tags = re.sub(r'"[^"]*"', "", " ".join(re.findall(r"{[{%].*?[%}]}", path.read_text("utf-8"))))
        walked |= set(re.findall(r"\.(\w+)", tags)) & relations
        assert not re.search(r"source\.\w", tags), path.name
    assert walked == OPEN_RELATIONS
