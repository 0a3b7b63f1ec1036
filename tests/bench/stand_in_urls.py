"""An admin site with the stand-ins of `staff_pages` and of `work_list`."""

from django.contrib.admin import AdminSite
from django.urls import path

from .staff_pages import PAGES
from .work_list import stand_ins

site = AdminSite()
for model, stand_in in {page.model: page.stand_in for page in PAGES}.items():
    site.register(model, stand_in)
for model, stand_in in stand_ins():
    site.register(model, stand_in)

urlpatterns = [path("admin/", site.urls)]
