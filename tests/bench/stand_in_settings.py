"""The project's settings with nothing but Django's own admin, in Django's own templates."""

from jambi_coop.settings import *  # noqa: F403
from jambi_coop.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.stand_in_urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": []}]
