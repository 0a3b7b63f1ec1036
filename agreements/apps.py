"""Configuration of the app `agreements`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Agreements, their way through the law, their follow-up and their results."""

    name = "agreements"
    verbose_name = _("Cooperation register")
