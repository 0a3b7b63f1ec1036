"""`docs/data-model.md` is generated from the models, and every model says in one sentence what it is in the world."""

import inspect

import pytest
from django.apps import apps

from agreements.management.commands.describe_models import BEGIN, CHAPTERS, END, MODELS, TARGET, describe

SHOWN = [name for names in CHAPTERS.values() for name in names.split()]


def test_page_of_the_data_model_is_up_to_date():
    written = TARGET.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert written == describe(), "run: manage.py describe_models"


def test_page_shows_every_model_once():
    own = [model for label in ("agreements", "partners") for model in apps.get_app_config(label).get_models()]
    assert sorted(SHOWN) == sorted(model.__name__ for model in own if not model.__name__.startswith("Historical"))


@pytest.mark.parametrize("name", SHOWN)
def test_every_model_says_what_it_is(name):
    """In the first line of its docstring; Django's own list of the fields is none."""
    first = inspect.getdoc(MODELS[name]).partition("\n")[0]
    assert first.endswith(".")
    assert not first.startswith(("What ", "How ", "Whether ", f"{name}("))


def test_a_known_date_is_one_field():
    page = describe()
    assert "| `signed_on` | Date of known precision, optional |" in page
    assert "signed_on_earliest" not in page


def test_constraints_stand_with_their_names():
    page = describe()
    for name in SHOWN:
        assert [one.name for one in MODELS[name]._meta.constraints if f"`{one.name}`" not in page] == []
