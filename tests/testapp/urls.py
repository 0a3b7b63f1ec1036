"""The project's site map and the admin of the test models."""

from django.urls import path

from jambi_coop.urls import *  # noqa: F403
from jambi_coop.urls import urlpatterns
from tests.testapp.admin import site

urlpatterns = [path("test-admin/", site.urls), *urlpatterns]
