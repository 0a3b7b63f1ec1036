"""URLs of the whole site: Indonesian without a prefix, English under `/en/`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from .site import pages

handler400 = "jambi_coop.site.pages.bad_request"
handler403 = "jambi_coop.site.pages.permission_denied"
handler404 = "jambi_coop.site.pages.not_found"
handler500 = "jambi_coop.site.pages.server_error"

# With the URL names that the admin's login page and Django's reset mail use.
password_reset = [
    path(
        "admin/password_reset/",
        # The link in the mail uses our own host name, whatever host name the request has.
        auth_views.PasswordResetView.as_view(extra_email_context={"site_url": settings.SITE_URL}),
        name="admin_password_reset",
    ),
    path("admin/password_reset/done/", auth_views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "admin/reset/<uidb64>/<token>/",
        auth_views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("admin/reset/done/", auth_views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
]

urlpatterns = [
    path("sehat/", pages.health, name="health"),
    *i18n_patterns(
        *password_reset,
        path("admin/", admin.site.urls),
        path("", pages.home, name="home"),
        path("tentang/", pages.about, name="about"),
        path("", include("partners.urls")),
        path("", include("agreements.urls")),
        prefix_default_language=False,
    ),
]
