"""Pages of the admin that do one action on one row, with a form that carries the version of the row it was opened
on."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from agreements.record.completeness import still_missing
from agreements.record.locks import lock_row
from jambi_coop.lib.files.private_files import discard_on_error
from jambi_coop.lib.files.retained_uploads import retain_uploads
from jambi_coop.lib.versions.sent_twice import once_more
from jambi_coop.lib.versions.versioned_forms import CHANGED, VERSION
from jambi_coop.lib.versions.versioning import StaleVersion, version_in
from jambi_coop.lib.web.form_faults import faults_of_lines

from .action_form import ActionForm
from .conflict_page import TEMPLATE as CONFLICT
from .conflict_page import conflict_context, is_stale

ACTION = "agreements/record/staff/action.html"


def refuse_unless(allowed: bool) -> None:
    """Answer 403 unless `allowed`; every page calls it first."""
    if not allowed:
        raise PermissionDenied


def row_url(model_admin, name: str, page: Callable, address: str = ""):
    """Return the URL pattern `<id>/<name>/` of `page(model_admin, request, row)`; a row that the user may not see is
    treated as missing."""
    opts = model_admin.opts
    view = model_admin.admin_site.admin_view(partial(page_of_row, model_admin, page))
    address = address or name.replace("_", "-")
    return path(f"<int:object_id>/{address}/", view, name=f"{opts.app_label}_{opts.model_name}_{name}")


def page_of_row(model_admin, page: Callable, request, object_id, **asked):
    """Return the answer of `page`, or Django's redirect where the user may see no such row."""
    row = model_admin.get_object(request, object_id)
    if row is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, str(object_id))
    return page(model_admin, request, row, **asked)


def action_page(
    model_admin, request, form: ActionForm, title: str, *, done, do=None, template=ACTION, saved=None, **extra
):
    """Show the form of one action on one row, and carry the action out once the form is valid.

    `do` (or else `form.act`) writes; `done` makes the response from its result, mostly with `tell`. `saved`: as for
    `conflict_context`.
    """
    if request.method == "POST" and is_stale(form):
        # Before the values are judged: what the user typed belonged to the row as it was.
        return conflict_page(model_admin, request, form, title, saved=saved, **extra)
    if request.method == "POST" and form.is_valid():
        succeeded, result = run(form, do or partial(form.act, request.user))
        if succeeded:
            return done(result)
    if form.is_bound and form.has_error("__all__", "conflict"):
        return conflict_page(model_admin, request, form, title, saved=saved, **extra)
    context = {"button": title, "intro": "", "retained": retain_uploads(request), **extra}
    return show(model_admin, request, template, form.row, title, form=form, **context)


def conflict_page(model_admin, request, form: ActionForm, title: str, *, saved=None, **extra) -> TemplateResponse:
    """Show both values of a form that was opened on another version of its row; nothing was written."""
    facts = conflict_context(request, form, saved)
    context = page_context(model_admin, request, form.row, _("Changed by someone else"), **extra, **facts)
    return TemplateResponse(request, CONFLICT, {**context, "action": title}, status=409)


def act_on_each(request, rows, act: Callable, done: str) -> None:
    """Call `act` on every chosen row, with a message for each: `done`, or why it was refused."""
    for row in rows:
        try:
            act(row)
        except ValidationError as error:
            messages.error(request, f"{row}: {' '.join(error.messages)}")
        else:
            messages.success(request, done % {"row": row})


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Add the errors of an action to their fields where the form has these, else to the top of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, with_link(error))
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def with_link(error: ValidationError) -> ValidationError:
    """Add a link to the error that a follow-up or a document exists already; return other errors unchanged."""
    page = {"twin": "admin:agreements_followup_change", "same_file": "admin:agreements_document_change"}.get(
        getattr(error, "code", None) or ""
    )
    if page is None:
        return error
    address = reverse(page, args=[error.params["pk"]])
    text = format_html('{} <a href="{}">{}</a>', error.messages[0], address, _("Open the one that is there"))
    return ValidationError(text, code=error.code)


def run(form: ActionForm, action: Callable[[], object]) -> tuple[bool, object]:
    """Return (True, result of `action`), or (False, None) with the reason among the form's errors and nothing
    written."""
    try:
        return True, once_more(lambda: _do(form, action))
    except StaleVersion as stale:
        if stale.current is None:
            raise Http404 from stale
        form.row.refresh_from_db()
        form.show_current_version()
        form.add_error(None, ValidationError(CHANGED, code="conflict"))
    except ValidationError as error:
        add_errors(form, error)
    except PermissionDenied as error:
        form.add_error(None, str(error) or _("Your account does not have the right to do this."))
    return False, None


def _do(form: ActionForm, action: Callable[[], object]) -> object:
    with discard_on_error(), transaction.atomic():
        lock_row(form.row, version_in(form.cleaned_data[VERSION]))
        return action()


def change_url(row) -> str:
    """Return the address of the admin page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def back_to(row) -> HttpResponseRedirect:
    """Redirect to the admin page of a row."""
    return HttpResponseRedirect(change_url(row))


def list_url(model_admin) -> str:
    """Return the address of the list of an admin."""
    opts = model_admin.opts
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


def page_context(model_admin, request, row, title: str, **extra) -> dict:
    """Return the context that the template of every action page needs."""
    request.current_app = model_admin.admin_site.name
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": row,
        "title": title,
        "back_url": change_url(row),
        **extra,
    }


def show(model_admin, request, template: str, row, title: str, **extra) -> TemplateResponse:
    """Render a page on a row, with the faults of its form; status 409 for a conflict, as in the forms of the admin."""
    form = extra.get("form")
    conflict = form is not None and form.is_bound and form.has_error("__all__", "conflict")
    faults = faults_of_lines([form, *getattr(form, "lines", [])]) if form is not None else []
    context = page_context(model_admin, request, row, title, faults=faults, **extra)
    return TemplateResponse(request, template, context, status=409 if conflict else 200)


def say(request, text: str, unmet=()) -> None:
    """Add a message of success, and a warning with what is still missing."""
    messages.success(request, text)
    if unmet:
        messages.warning(request, still_missing(unmet))


def tell(request, text: str, to) -> HttpResponseRedirect:
    """Add a message of success and redirect: to the page of a row, or to an address."""
    say(request, text)
    return HttpResponseRedirect(to) if isinstance(to, str) else back_to(to)
