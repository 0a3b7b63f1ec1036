"""URLs of the agreements' public pages.

To add a page: touch a view in `agreements/public/` (reads only), an Indonesian path here (the English one, under
`/en/`, comes by itself), a template on `templates/base.html`, `tests/url_matrix.txt`, the white list in
`tests/agreements/public/test_white_list.py`, and `tests/browser/test_visitor.py`. More: `docs/how-to/public-page.md`.
"""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from agreements.attesting.office_pages import office_confirmations
from agreements.exchange.agreement_files import export
from agreements.exchange.importing.office_pages import filled_workbook, office_workbook, own_workbooks
from agreements.office_reports.pages import report_form, report_list
from agreements.oversight.statistics.pages import statistics, statistics_table
from agreements.public.agreement_list import agreement_list
from agreements.public.agreement_page.view import agreement_detail, agreement_preview
from agreements.public.calendars import follow_up_calendar, office_calendar
from agreements.public.city_statements import city_statements
from agreements.public.document_download import document
from agreements.public.follow_up_feed import follow_up_feed
from agreements.public.follow_up_list import follow_up_list
from agreements.public.procedure_page import procedure
from agreements.public.regulations import regulation_detail, regulation_list
from agreements.reminders.preferences import mail_preferences


class RegisterNumberConverter(StringConverter):
    """KSLN-2026-0007, or PB-0001 of a series without years. The slug follows it and may begin with a digit."""

    regex = r"[^/]+?(?:-(?:19|20|21)\d\d)?-\d{4,}"


register_converter(RegisterNumberConverter, "register_number")

app_name = "agreements"

urlpatterns = [
    path("kerja-sama/", agreement_list, name="list"),
    path("kerja-sama/pratinjau/<register_number:register_number>/", agreement_preview, name="preview"),
    path("kerja-sama/<register_number:register_number>-<slug:slug>/", agreement_detail, name="detail"),
    path("kerja-sama/unduh/<slug:file_format>/", export, name="export"),
    path("dokumen/<int:pk>/<slug:token>/", document, name="document"),
    path("tindak-lanjut/", follow_up_list, name="follow_ups"),
    path("tindak-lanjut/umpan/", follow_up_feed, name="follow_up_feed"),
    path("tindak-lanjut/kalender.ics", follow_up_calendar, name="follow_up_calendar"),
    path("kalender/<slug:token>.ics", office_calendar, name="office_calendar"),
    path("statistik/", statistics, name="statistics"),
    path("statistik/<slug:figure>.csv", statistics_table, name="statistics_table"),
    path("alur/", procedure, name="procedure"),
    path("sumber/", city_statements, name="city_statements"),
    path("dasar-hukum/", regulation_list, name="regulations"),
    path("dasar-hukum/<slug:slug>/", regulation_detail, name="regulation"),
    path("lapor/", report_list, name="report_list"),
    path("lapor/konfirmasi/", office_confirmations, name="office_confirmations"),
    path("lapor/evaluasi/", own_workbooks, name="own_workbooks"),
    path("lapor/evaluasi/<int:pk>/", filled_workbook, name="filled_workbook"),
    path("lapor/evaluasi/berkas/<int:pk>/", office_workbook, name="office_workbook"),
    path("lapor/surel/", mail_preferences, name="mail_preferences"),
    path("lapor/<int:pk>/", report_form, name="report_form"),
]
