"""Which e-mails a person gets."""

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
    """The weekly summary is a matter of choice; reminders of one's own due dates are not."""

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
        # Of two first answers at the same moment one makes the row.
        kept, _is_new = MailPreference.objects.get_or_create(user=request.user)
    else:
        kept = MailPreference.objects.filter(user=request.user).first() or MailPreference(user=request.user)
    form = MailPreferenceForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("agreements:mail_preferences")
    return render(request, "agreements/reminders/preferences.html", {"form": form})
