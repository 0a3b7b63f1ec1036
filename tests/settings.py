"""The project's settings with what only tests want; `tests/conftest.py` sets the documents' folder."""

import os

from jambi_coop.settings import *  # noqa: F403
from jambi_coop.settings import DATABASES, INSTALLED_APPS

# Real hashing takes most of a test's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The throttling has tests of its own that switch it on.
AXES_ENABLED = False
# For `zeal.zeal_context()`, which fails a block that queries in a loop.
# `tests.testapp` holds models to try the library on.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal", "tests.testapp"]
# The mutation run keeps one database for many runs.
if "TEST_DATABASE" in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE"]}
# The clock of the tests stands still while the browser's runs on: what it has kept must not look old to it.
WHITENOISE_MAX_AGE = 10 * 365 * 24 * 60 * 60
