"""The page that explains how an agreement comes about, for citizens and for partners abroad."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.models import Regulation
from agreements.public.agreement_page.procedure import cited_regulations, procedure_parts


@require_safe
def procedure(request: HttpRequest) -> HttpResponse:
    """Show every track with its stages; articles link to the page of their regulation if the register has one."""
    cited = Regulation.objects.filter(short_name__in=cited_regulations()).only("short_name", "slug")
    addresses = {regulation.short_name: regulation.get_absolute_url() for regulation in cited}
    return render(request, "agreements/public/procedure.html", {"section": "procedure", **procedure_parts(addresses)})
