"""Public page of what sources say of the city that belongs to no record, each claim with its source."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.models import CityStatement


@require_safe
def city_statements(request: HttpRequest) -> HttpResponse:
    """List the public statements on the city by topic, the earliest first."""
    order = CityStatement.Topic.values
    rows = CityStatement.objects.filter(is_public=True).select_related("source")
    rows = sorted(rows, key=lambda row: order.index(row.topic))
    groups = [(CityStatement.Topic(topic).label, list(found)) for topic, found in groupby(rows, lambda row: row.topic)]
    return render(request, "agreements/public/city_statements.html", {"section": "about", "groups": groups})
