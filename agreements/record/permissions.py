"""Who may do what: the table of groups and rights, and the questions that views and actions ask.

The groups are written to the database by the command `set_up_groups`, never by hand.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agreements.lifecycle import Verb
from agreements.models import FollowUp, FollowUpReport, ReportState
from jambi_coop.lib.records.publication import PublicationClass

OPERATOR = "Operator OPD"
EDITOR = "Editor"
VERIFIER = "Verifikator"
HEAD = "Pimpinan"
MANAGER = "Pengelola"

SEES_EVERYTHING = "_sees_everything"

# Rows that hang on an agreement and are edited with it.
AGREEMENT_PARTS = (
    *("party", "term", "citation", "step", "waiver", "document", "followup", "participation"),
    *("indicator", "target", "measurement", "transaction", "statement", "source", "sector"),
    *("followupreport", "reportedparticipation", "review", "message"),
    *("assessment", "answer", "officialvisit"),
)
# Written by actions and never edited by hand: one may look at them only.
ONLY_ACTIONS = {"step", "waiver", "target", "message", "followupreport", "reportedparticipation", "review"}
REFERENCE = ["regulation", "legalbasis", "office", "sector", "dayoff"]


def _codes(app: str, verbs: str, models) -> set[str]:
    return {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models}


_READ_ALL = _codes("agreements", "view", ["agreement", *AGREEMENT_PARTS, *REFERENCE, "legalfield"]) | {
    "partners.view_partner"
}
_WRITE_ALL = (
    _READ_ALL
    | _codes("agreements", "add change delete", ["agreement", *(set(AGREEMENT_PARTS) - ONLY_ACTIONS)])
    | _codes("agreements", "add change", ["step", "followupreport", "reportedparticipation", "review"])
    | _codes("agreements", "add", ["target"])
    | {"agreements.approve_followupreport"}
    | _codes("partners", "add change delete", ["partner", "contact"])
    | {"partners.view_contact"}
)

GROUPS: dict[str, set[str]] = {
    # What a department says of a follow-up goes through its report, so that nothing is public without approval.
    OPERATOR: _codes("agreements", "view", ["agreement", *(set(AGREEMENT_PARTS) - {"message"}), *REFERENCE])
    | _codes("agreements", "add change", ["document", "followupreport", "reportedparticipation"])
    | {"partners.view_partner"},
    EDITOR: _WRITE_ALL | {"agreements.export_agreement", "partners.export_partner", "partners.merge_partner"},
    VERIFIER: _WRITE_ALL
    | {
        "agreements.publish_agreement",
        "agreements.waive_step",
        "agreements.correct_step",
        "agreements.check_agreement",
        "agreements.export_agreement",
        "partners.publish_partner",
        "partners.merge_partner",
        "partners.export_partner",
    },
    HEAD: _READ_ALL | {"agreements.export_agreement", "partners.export_partner"},
    MANAGER: _READ_ALL
    | _codes("agreements", "add change", REFERENCE)
    | {
        "agreements.purge_agreement",
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    },
}


def set_up_groups() -> None:
    """Make the five groups and give each exactly the rights of `GROUPS`; safe to run again."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, codes in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.set([known[code] for code in sorted(codes)])


def require(user, code: str) -> None:
    """Raise PermissionDenied, with a sentence, unless `user` has the right `app.codename`."""
    if not user.has_perm(code):
        raise PermissionDenied(_("Your account does not have the right to do this."))


def sees_everything(user) -> bool:
    """Staff of Bagian Kerja Sama, heads and managers; an account of a department does not.

    Kept on the user like Django's own rights, since one page asks many times.
    """
    if user.is_superuser:
        return True
    if not hasattr(user, SEES_EVERYTHING):
        names = {group.name for group in user.groups.all()}
        setattr(user, SEES_EVERYTHING, bool(names & {EDITOR, VERIFIER, HEAD, MANAGER}))
    return getattr(user, SEES_EVERYTHING)


def agreements_for(user, agreements: QuerySet) -> QuerySet:
    """The agreements (not in the trash or in it) that a member of staff may see."""
    if not user.is_authenticated or not user.has_perm("agreements.view_agreement"):
        return agreements.none()
    if sees_everything(user):
        return agreements
    offices = user.offices.all()
    mine = Q(lead_office__in=offices) | Q(supporting_offices__in=offices) | Q(follow_ups__office__in=offices)
    return agreements.filter(pk__in=agreements.model.objects.filter(mine).values("pk"))


def may_decide(user) -> bool:
    """Opens the page on which a report is decided on, and may press its buttons."""
    rights = ("agreements.view_followupreport", "agreements.approve_followupreport")
    return user.is_active and user.is_staff and sees_everything(user) and user.has_perms(rights)


def may_change_follow_ups(user) -> bool:
    """Editors change all. A department reports on its follow-ups, and changes none itself."""
    return sees_everything(user) and user.has_perm("agreements.change_followup")


def is_liaison(user, follow_up) -> bool:
    """Speaks for the office that carries it out: one of its liaison officers, or the person of another office who was
    put in charge of it."""
    if user.offices.filter(pk=follow_up.office_id).exists():
        return True
    return follow_up.person_in_charge_id == user.pk and not sees_everything(user)


def follow_ups_for(user, follow_ups: QuerySet) -> QuerySet:
    """The follow-ups that a person reports on: all for Bagian Kerja Sama; for an account of a department those of its
    offices, and those that it is in charge of, of the agreements that it sees. Without the right to report none."""
    kept = follow_ups.filter(agreement__trashed_at__isnull=True)
    if not user.is_authenticated or not user.is_active or not user.has_perm("agreements.add_followupreport"):
        return kept.none()
    if sees_everything(user):
        return kept
    agreements = kept.model._meta.get_field("agreement").related_model.objects.all()
    in_charge = Q(person_in_charge=user, agreement__in=agreements_for(user, agreements))
    return kept.filter(Q(office__in=user.offices.all()) | in_charge)


def reports_for_an_office(user) -> bool:
    """A liaison officer with the right to report: `/lapor/` holds something for them."""
    if not user.has_perm("agreements.add_followupreport"):
        return False
    return user.offices.exists()


def documents_for(user, documents: QuerySet) -> QuerySet:
    """Of the documents of agreements that a member of staff may see, those that he or she may read.

    A department reads none that is exempt, and of the reports of others no evidence before it is approved.
    """
    if sees_everything(user):
        return documents
    reports = FollowUpReport.objects.filter(document=OuterRef("pk"))
    waiting = reports.exclude(state=ReportState.APPROVED)
    own = waiting.filter(follow_up__in=follow_ups_for(user, FollowUp.objects.all()))
    return (
        documents.exclude(publication_class=PublicationClass.EXEMPT)
        .exclude(agreement__publication_class=PublicationClass.EXEMPT)
        .filter(~Exists(waiting) | Exists(own) | Exists(reports.filter(state=ReportState.APPROVED)))
    )


def may_read_document(user, document) -> bool:
    """Public documents: anybody. Others: staff who may see the agreement, as far as `documents_for` goes."""
    if document.in_trash or document.agreement.in_trash:
        return False
    if document.effective_class == PublicationClass.PUBLIC:
        return True
    if not user.is_active or not user.is_staff or not user.has_perm("agreements.view_document"):
        return False
    seen = agreements_for(user, type(document.agreement).objects.filter(pk=document.agreement_id))
    return documents_for(user, type(document).objects.filter(pk=document.pk, agreement__in=seen)).exists()


def may_do(user, verb: Verb) -> bool:
    """The right that a verb needs; whether it fits the stage is another question."""
    if not user.has_perm("agreements.change_agreement"):
        return False
    if verb == Verb.WAIVE:
        return user.has_perm("agreements.waive_step")
    return verb != Verb.CORRECT or user.has_perm("agreements.correct_step")
