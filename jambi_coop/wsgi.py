"""Entry point for gunicorn: `gunicorn jambi_coop.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jambi_coop.settings")

application = get_wsgi_application()
