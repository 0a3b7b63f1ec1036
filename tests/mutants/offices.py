"""Guards of the city's offices: who proposes, who confirms, and that nobody speaks for a proposal."""

from tests.mutants.guard import Guard, T

DESK = (f"{T}/admin/test_office.py",)
ACTION = "agreements/record/offices.py"
ADMIN = "agreements/admin/office.py"

OFFICES = [
    Guard(
        "office: confirmed with the right only",
        ACTION,
        "    require(by, CONFIRM)\n",
        "",
        (f"{T}/record/test_offices.py",),
    ),
    Guard(
        "office: the page of confirming", ADMIN, "refuse_unless(may_confirm(request.user))", "refuse_unless(True)", DESK
    ),
    Guard(
        "office: an editor only proposes",
        ACTION,
        "    if may_confirm(by):\n",
        "    if True:\n",
        DESK,
    ),
    Guard(
        "office: a proposal names no people",
        ADMIN,
        "if obj is None and not may_confirm(request.user):",
        "if False:",
        DESK,
    ),
    Guard("office: no people before it is confirmed", ADMIN, "elif not obj.is_confirmed:", "elif False:", DESK),
    Guard(
        "office: nobody reports for a proposal",
        "agreements/admin/accounts.py",
        "Office.objects.filter(confirmed_on__isnull=False)",
        "Office.objects.all()",
        DESK,
    ),
    Guard(
        "office: no mails to a proposal",
        "agreements/reminders/recipients.py",
        "if office is None or not office.is_confirmed:",
        "if office is None:",
        (f"{T}/reminders/test_messages.py",),
    ),
    Guard(
        "office: no head of a proposal",
        "agreements/models/office.py",
        "models.Q(head__isnull=True) | models.Q(confirmed_on__isnull=False)",
        "models.Q(pk__isnull=False)",
        (f"{T}/record/test_offices.py",),
    ),
    Guard(
        "office: what a source names is proposed",
        "agreements/cases/reference.py",
        "run.today if run.examples else None",
        "run.today",
        (f"{T}/cases/test_offices.py",),
    ),
    Guard(
        "office: the mark stays inside",
        "templates/agreements/public/agreement_page/_confirmations.html",
        '{% text row.office "name" %}',
        "{{ row.office }}",
        (f"{T}/public/test_white_list.py::test_page_is_a_white_list",),
    ),
    Guard(
        "rights: departments propose no office",
        "agreements/record/permissions.py",
        '    | _codes("agreements", "add", ["attestation"])\n    | {"partners.view_partner"},\n    EDITOR',
        '    | _codes("agreements", "add", ["attestation", "office"])\n    | {"partners.view_partner"},\n    EDITOR',
        DESK,
    ),
]
