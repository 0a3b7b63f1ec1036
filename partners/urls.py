"""URLs of the public pages of partners."""

from django.urls import path

from partners import views

app_name = "partners"

urlpatterns = [
    path("mitra/", views.partner_list, name="list"),
    path("mitra/<slug:slug>/", views.partner_detail, name="detail"),
]
