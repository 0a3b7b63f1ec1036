"""The table of groups and their rights, and the functions that answer what a user may see and do.

The groups are written to the database by the command `set_up_groups`, never by hand.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import Verb
from agreements.models import FollowUp, FollowUpReport, ReportState
from jambi_coop.lib.records.publication import PublicationClass

OPERATOR = "Operator OPD"
EDITOR = "Editor"
VERIFIER = "Verifikator"
HEAD = "Pimpinan"
MANAGER = "Pengelola"

SEES_EVERYTHING = "_sees_everything"

# Models whose rows belong to an agreement and are edited with it.
AGREEMENT_PARTS = (
    *("party", "instrument", "signature", "citation", "step", "letter", "waiver", "document"),
    *("followup", "participation", "indicator", "target", "measurement"),
    *("beneficiarycount", "transaction", "statement", "source", "sector"),
    *("followupreport", "reportedparticipation", "review", "attestation", "message"),
    *("assessment", "answer", "officialvisit"),
)
# Rows that actions write: nobody may delete them, and the rights to add or change them are listed one by one.
ONLY_ACTIONS = {
    *("signature", "step", "letter", "waiver", "target", "message", "followupreport", "reportedparticipation"),
    *("review", "attestation"),
}
REFERENCE = ["regulation", "legalbasis", "office", "sector", "dayoff", "citystatement"]


def _codes(app: str, verbs: str, models) -> set[str]:
    return {f"{app}.{verb}_{model}" for verb in verbs.split() for model in models}


_READ_ALL = _codes("agreements", "view", ["agreement", *AGREEMENT_PARTS, *REFERENCE, "legalfield"]) | {
    "partners.view_partner"
}
_WRITE_ALL = (
    _READ_ALL
    | _codes("agreements", "add change delete", ["agreement", *(set(AGREEMENT_PARTS) - ONLY_ACTIONS)])
    | _codes("agreements", "add change", ["step", "letter", "followupreport", "reportedparticipation", "review"])
    | _codes("agreements", "change", ["signature"])
    | _codes("agreements", "add change delete", ["citystatement"])
    | _codes("agreements", "add", ["target", "attestation"])
    # Who may add an office and not change it proposes it (`agreements.record.offices`).
    | _codes("agreements", "add", ["office"])
    | {"agreements.approve_followupreport", "agreements.accept_attestation"}
    | _codes("partners", "add change delete", ["partner", "contact"])
    | {"partners.view_contact"}
)

GROUPS: dict[str, set[str]] = {
    # A department reports on a follow-up and does not change it, so that nothing is public without approval.
    OPERATOR: _codes("agreements", "view", ["agreement", *(set(AGREEMENT_PARTS) - {"message"}), *REFERENCE])
    | _codes("agreements", "add change", ["document", "followupreport", "reportedparticipation"])
    | _codes("agreements", "add", ["attestation"])
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
    | _codes("agreements", "view add change", ["letterhead"])
    | {
        "agreements.purge_agreement",
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    },
}


def set_up_groups() -> None:
    """Create the five groups and give each exactly the rights of `GROUPS`; safe to run again."""
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
    """True for staff of Bagian Kerja Sama, heads and managers; False for an account of a department.

    The answer is cached on the user object like Django's own permissions, since one page asks many times.
    """
    if user.is_superuser:
        return True
    if not hasattr(user, SEES_EVERYTHING):
        names = {group.name for group in user.groups.all()}
        setattr(user, SEES_EVERYTHING, bool(names & {EDITOR, VERIFIER, HEAD, MANAGER}))
    return getattr(user, SEES_EVERYTHING)


def agreements_for(user, agreements: QuerySet) -> QuerySet:
    """Narrow `agreements`, in the trash or not, to those that a member of staff may see.

    An account of a department sees those that one of its offices leads, supports or has a follow-up of.
    """
    if not user.is_authenticated or not user.has_perm("agreements.view_agreement"):
        return agreements.none()
    if sees_everything(user):
        return agreements
    offices = user.offices.all()
    mine = Q(lead_office__in=offices) | Q(supporting_offices__in=offices) | Q(follow_ups__office__in=offices)
    return agreements.filter(pk__in=agreements.model.objects.filter(mine).values("pk"))


def may_decide(user) -> bool:
    """True for a user who may open the page on which a report is decided on, and decide."""
    rights = ("agreements.view_followupreport", "agreements.approve_followupreport")
    return user.is_active and user.is_staff and sees_everything(user) and user.has_perms(rights)


def may_change_follow_ups(user) -> bool:
    """True for a user who may edit follow-ups. A department only reports on its own."""
    return sees_everything(user) and user.has_perm("agreements.change_followup")


def is_liaison(user, follow_up) -> bool:
    """True for a user who speaks for the office that carries the follow-up out: a liaison officer of that office, or
    the person in charge of it from another office."""
    if user.offices.filter(pk=follow_up.office_id).exists():
        return True
    return follow_up.person_in_charge_id == user.pk and not sees_everything(user)


def follow_ups_for(user, follow_ups: QuerySet) -> QuerySet:
    """Narrow `follow_ups` to those that a user may report on.

    That is all of them for Bagian Kerja Sama; for an account of a department those of its offices, and those that it is
    in charge of among the agreements that it sees. Without the right to report none.
    """
    kept = follow_ups.filter(agreement__trashed_at__isnull=True)
    if not user.is_authenticated or not user.is_active or not user.has_perm("agreements.add_followupreport"):
        return kept.none()
    if sees_everything(user):
        return kept
    agreements = kept.model._meta.get_field("agreement").related_model.objects.all()
    in_charge = Q(person_in_charge=user, agreement__in=agreements_for(user, agreements))
    return kept.filter(Q(office__in=user.offices.all()) | in_charge)


def reports_for_an_office(user) -> bool:
    """True for a liaison officer with the right to report, who uses the pages under `/lapor/`."""
    if not user.has_perm("agreements.add_followupreport"):
        return False
    return user.offices.exists()


def documents_for(user, documents: QuerySet) -> QuerySet:
    """Narrow documents of agreements that a member of staff may see to those that he or she may read.

    A department reads no exempt document, and no evidence of a report of others before that report is approved.
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
    """True for anybody where the document is public; else for staff who see the agreement and whom `documents_for`
    allows it. Nobody reads a document in the trash."""
    if document.in_trash or document.agreement.in_trash:
        return False
    if document.effective_class == PublicationClass.PUBLIC:
        return True
    if not user.is_active or not user.is_staff or not user.has_perm("agreements.view_document"):
        return False
    seen = agreements_for(user, type(document.agreement).objects.filter(pk=document.agreement_id))
    return documents_for(user, type(document).objects.filter(pk=document.pk, agreement__in=seen)).exists()


def may_do(user, verb: Verb) -> bool:
    """True where the user has the right that a verb needs; whether the verb fits the stage is not checked here
    (`lifecycle.allowed_verbs`)."""
    if not user.has_perm("agreements.change_agreement"):
        return False
    return verb != Verb.WAIVE or user.has_perm("agreements.waive_step")
