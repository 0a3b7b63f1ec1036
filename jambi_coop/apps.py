"""The admin, with the register's own site in place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class RegistryAdminConfig(AdminConfig):
    """Replaces Django's admin site by `RegistryAdminSite`."""

    default_site = "jambi_coop.site.admin_site.RegistryAdminSite"
