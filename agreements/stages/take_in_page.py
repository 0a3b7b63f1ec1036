"""The page on which a text that was signed already is taken in: one plain form, and the action."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement
from agreements.record.staff.action_page import add_errors, back_to, list_url, refuse_unless, tell
from jambi_coop.lib.files.private_files import discard_on_error
from jambi_coop.lib.versions.sent_twice import SentTwice, once_more, refuse_sent_twice
from jambi_coop.lib.web.form_faults import faults_of_lines

from .take_in import take_in
from .take_in_form import TakeInForm

TEMPLATE = "agreements/stages/take_in.html"


def take_in_page(model_admin, request):
    """Show the form, and take the text in on POST; for those who may add agreements."""
    refuse_unless(model_admin.has_add_permission(request))
    form = TakeInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            agreement = once_more(lambda: _take_in(form, request.user))
        except SentTwice as twice:
            messages.warning(request, _("This was sent twice. It has been recorded once, here."))
            return back_to(twice.first)
        except ValidationError as error:
            add_errors(form, error)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        else:
            text = _("%(number)s is taken in. The public does not see it until somebody else has published it.")
            return tell(request, text % {"number": agreement.register_number}, agreement)
    request.current_app = model_admin.admin_site.name
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Text that was signed already"),
        "back_url": list_url(model_admin),
        "form": form,
        "faults": faults_of_lines([form, *form.lines]),
        "media": model_admin.media,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _take_in(form: TakeInForm, by) -> Agreement:
    with discard_on_error(), transaction.atomic():
        agreement = take_in(form.old_text(), by=by, today=timezone.localdate())
        # The number series stays locked until the end: a second copy of this form is either committed or waits.
        refuse_sent_twice(agreement, by=by)
        return agreement
