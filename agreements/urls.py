"""Addresses of the agreements' public pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .reminders import preferences
from .views import (
    calendars,
    detail,
    documents,
    export,
    follow_up_feed,
    follow_ups,
    legal,
    listing,
    office_reports,
    procedure,
    statistics,
)


class RegisterNumberConverter(StringConverter):
    """KSLN-2026-0007, or PB-0001 of a series without years; what follows is the slug, which may begin with a number."""

    regex = r"[^/]+?(?:-(?:19|20|21)\d\d)?-\d{4,}"


register_converter(RegisterNumberConverter, "register_number")

app_name = "agreements"

urlpatterns = [
    path("kerja-sama/", listing.agreement_list, name="list"),
    path("kerja-sama/pratinjau/<register_number:register_number>/", detail.agreement_preview, name="preview"),
    path("kerja-sama/<register_number:register_number>-<slug:slug>/", detail.agreement_detail, name="detail"),
    path("kerja-sama/unduh/<slug:file_format>/", export.export, name="export"),
    path("dokumen/<int:pk>/<slug:token>/", documents.document, name="document"),
    path("tindak-lanjut/", follow_ups.follow_up_list, name="follow_ups"),
    path("tindak-lanjut/umpan/", follow_up_feed.follow_up_feed, name="follow_up_feed"),
    path("tindak-lanjut/kalender.ics", calendars.follow_up_calendar, name="follow_up_calendar"),
    path("kalender/<slug:token>.ics", calendars.office_calendar, name="office_calendar"),
    path("statistik/", statistics.statistics, name="statistics"),
    path("statistik/<slug:figure>.csv", statistics.statistics_table, name="statistics_table"),
    path("alur/", procedure.procedure, name="procedure"),
    path("dasar-hukum/", legal.regulation_list, name="regulations"),
    path("dasar-hukum/<slug:slug>/", legal.regulation_detail, name="regulation"),
    path("lapor/", office_reports.report_list, name="report_list"),
    path("lapor/surel/", preferences.mail_preferences, name="mail_preferences"),
    path("lapor/<int:pk>/", office_reports.report_form, name="report_form"),
]
