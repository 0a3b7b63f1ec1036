"""The page on which a user chooses which e-mails to get."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agreements.models import MailPreference


class MailPreferenceForm(forms.ModelForm):
    """Form that asks whether the user wants the weekly summary. Reminders of own due dates cannot be switched off."""

    class Meta:
        model = MailPreference
        fields = ["wants_weekly"]
        labels = {"wants_weekly": gettext_lazy("Send me the weekly summary")}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_preferences(request: HttpRequest) -> HttpResponse:
    """Switch the weekly summary off and on again."""
    if request.method == "POST":
        # Two first requests at the same moment must not both create the row.
        kept, _is_new = MailPreference.objects.get_or_create(user=request.user)
    else:
        kept = MailPreference.objects.filter(user=request.user).first() or MailPreference(user=request.user)
    form = MailPreferenceForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("agreements:mail_preferences")
    return render(request, "agreements/reminders/preferences.html", {"form": form})
