"""An admin site of its own for the test models, with an account that may do everything."""

from django.contrib.admin import AdminSite

site = AdminSite(name="testadmin")
