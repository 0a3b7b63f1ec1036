"""Configuration of the app `partners`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """The city's partners abroad and in Indonesia."""

    name = "partners"
    verbose_name = _("Partners")
