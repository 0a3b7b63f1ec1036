"""The conflict page of an action: what somebody changed meanwhile, and what the user typed beside what is saved now."""

from collections.abc import Callable
from typing import Any

from agreements.models import Agreement, Step
from jambi_coop.lib.files.retained_uploads import FIELD, retain_uploads
from jambi_coop.lib.versions.history import HistoryEntry, entries_of, has_history
from jambi_coop.lib.versions.versioned_admin import CSRF_NAME
from jambi_coop.lib.versions.versioned_forms import (
    CHANGED,
    NO_VERSION,
    VERSION,
    Conflict,
    ConflictRow,
    last_change,
    opened_row,
)
from jambi_coop.lib.versions.versioning import NEVER, version_in
from jambi_coop.lib.web.form_values import NOTHING, saved_value, shown, typed_value

from .action_form import ActionForm

TEMPLATE = "agreements/record/staff/conflict.html"


def posted_version(form: ActionForm) -> int:
    """Return the version with which a form was sent; NEVER where it said none."""
    return version_in(form.data.get(form.add_prefix(VERSION), ""))


def is_stale(form: ActionForm) -> bool:
    """True for a form that was opened on another version of its row than the present one."""
    return posted_version(form) != form.row.version


def conflict_context(request, form: ActionForm, saved: Callable[[str], Any] | None = None) -> dict:
    """Return the context of the page: both values of each field, the form ready to be sent again, its files kept.

    `saved` returns the value that is saved now for the name of a field, where that is no column of the row.
    """
    retained = retain_uploads(request)
    version = form.add_prefix(VERSION)
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (CSRF_NAME, version) and not name.startswith(FIELD)
        for value in values
    ]
    conflict = _conflict(form, saved)
    section = {
        "heading": None,
        "conflict": conflict,
        "rows": conflict.rows,
        # Most fields of an action are no columns of its row: nothing stood in them when the page was opened.
        "hides_opened": all(row.opened is None for row in conflict.rows),
    }
    return {
        "sections": [section],
        "meanwhile": _meanwhile(form),
        "pairs": [*pairs, (version, form.row.version), *((one.field, one.token) for one in retained)],
        "retained_files": [one.name for one in retained],
        "files_lost": len(request.FILES) > len(retained),
        "can_save": True,
        "form_url": request.get_full_path(),
    }


def _conflict(form: ActionForm, saved: Callable[[str], Any] | None) -> Conflict:
    message = NO_VERSION if posted_version(form) == NEVER else CHANGED
    who, when = last_change(form.row)
    rows = [row for one in (form, *getattr(form, "lines", ())) for row in _rows(one, form, saved)]
    return Conflict(message, form.row.version, rows, who, when)


def _rows(part, form: ActionForm, saved: Callable[[str], Any] | None) -> list[ConflictRow]:
    """Return the fields of a form, or of one of its lines, in which something was typed that is not saved."""
    part.full_clean()
    opened = opened_row(form.row, posted_version(form)) if part is form else None
    columns = {field.name for field in form.row._meta.fields} if part is form else set()
    found = []
    for name, field in part.fields.items():
        bound = part[name]
        if bound.is_hidden:
            continue
        typed = typed_value(part, name)
        before = shown(field, saved_value(opened, name)) if opened is not None and name in columns else None
        if name in columns:
            value = saved_value(form.row, name)
        else:
            value = saved(name) if saved is not None and part is form else None
            value = part.get_initial_for_field(field, name) if value is None else value
        now = shown(field, value)
        if typed not in (now, NOTHING) or (before is not None and before != now):
            label = bound.label if part is form else f"{part.heading}: {bound.label}"
            found.append(ConflictRow(bound.html_name, str(label), before, now, typed))
    return found


def _meanwhile(form: ActionForm) -> list[HistoryEntry]:
    """Return what was changed since the page was opened: in the row, and in the steps of an agreement."""
    row = form.row
    opened = opened_row(row, posted_version(form)) if has_history(type(row)) else None
    if opened is None:
        return []
    entries = entries_of(type(row), id=row.pk)
    if isinstance(row, Agreement):
        entries += entries_of(Step, parent="agreement", name=_name_of_step, agreement_id=row.pk)
    since = [one for one in entries if one.at > opened.history_date and one.changes]
    return sorted(since, key=lambda one: one.at)


def _name_of_step(record) -> str:
    return f"{record.get_stage_display()} – {record.get_holder_display()}"
