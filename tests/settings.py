"""The project's settings, changed for tests; `tests/conftest.py` sets the folder of documents."""

import os

from jambi_coop.settings import *  # noqa: F403
from jambi_coop.settings import DATABASES, INSTALLED_APPS

# Secure hashing would take most of the time of a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests of the login throttling switch it on.
AXES_ENABLED = False
# For `zeal.zeal_context()`, which fails a block that queries in a loop.
# `tests.testapp` holds models to try the library on.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal", "tests.testapp"]
# The mutation run keeps one database for many runs.
if "TEST_DATABASE" in os.environ:
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE"]}
# The tests run on another day than the browser: files in its cache must not look expired to it.
WHITENOISE_MAX_AGE = 10 * 365 * 24 * 60 * 60
