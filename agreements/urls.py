"""Addresses of the agreements' public pages."""

from django.urls import path

from agreements.views import legal

app_name = "agreements"

urlpatterns = [
    path("dasar-hukum/", legal.regulation_list, name="regulations"),
    path("dasar-hukum/<slug:slug>/", legal.regulation_detail, name="regulation"),
]
