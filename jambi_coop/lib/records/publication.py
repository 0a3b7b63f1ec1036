"""Publication class of a row: who may see it, and on what legal ground it is withheld (UU 14/2008)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicationClass(models.TextChoices):
    """The four publication classes. Only staff see draft, internal and exempt rows; `STRICTNESS` orders the classes."""

    DRAFT = "draft", _("Draft")
    INTERNAL = "internal", _("Internal")
    PUBLIC = "public", _("Public")
    EXEMPT = "exempt", _("Exempt")


# A lower number is stricter. The effective class of a document is the minimum of its own and that of its agreement.
STRICTNESS = {
    PublicationClass.EXEMPT: 0,
    PublicationClass.DRAFT: 1,
    PublicationClass.INTERNAL: 2,
    PublicationClass.PUBLIC: 3,
}


def stricter(*classes):
    """Return the strictest of several publication classes (strings as stored)."""
    return min(classes, key=lambda value: STRICTNESS[PublicationClass(value)])


def loosens(old, new):
    """True where changing class `old` to class `new` shows the row to more people, which needs a second person.

    A change between draft and internal does not: only staff see the row in both.
    """
    if new == PublicationClass.PUBLIC:
        return old != PublicationClass.PUBLIC
    return old == PublicationClass.EXEMPT and new != PublicationClass.EXEMPT


class ExemptionGround(models.TextChoices):
    """The grounds on which information may be withheld: the letters of UU 14/2008 Pasal 17."""

    A = "a", _("a – law enforcement")
    B = "b", _("b – intellectual property and unfair competition")
    C = "c", _("c – defence and state security")
    D = "d", _("d – natural wealth")
    E = "e", _("e – national economic resilience")
    F = "f", _("f – foreign relations")
    G = "g", _("g – authentic deeds and last wills")
    H = "h", _("h – personal secrets")
    I = "i", _("i – internal memoranda and letters")  # noqa: E741 - the letter of the law
    J = "j", _("j – secret by another law")


class Classified(models.Model):
    """Abstract model of a row with a publication class; an exempt one has its ground and the PPID's decision."""

    publication_class = models.CharField(
        _("publication class"),
        max_length=8,
        choices=PublicationClass.choices,
        default=PublicationClass.INTERNAL,
        editable=False,
    )
    exempt_ground = models.CharField(
        _("ground of exemption (UU 14/2008 Art. 17)"),
        max_length=1,
        choices=ExemptionGround.choices,
        blank=True,
        editable=False,
    )
    exempt_reason = models.TextField(_("reason of exemption"), blank=True, editable=False)
    exempt_decision_number = models.CharField(_("PPID decision number"), max_length=100, blank=True, editable=False)
    exempt_decision_on = models.DateField(_("PPID decision date"), null=True, blank=True, editable=False)
    exempt_review_on = models.DateField(_("exemption to be reviewed on"), null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last edited by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        abstract = True

    @property
    def is_public(self):
        return self.publication_class == PublicationClass.PUBLIC


def exemption_constraint(model_name):
    """Return the constraint that a row is exempt exactly when it names a ground of UU 14/2008 Pasal 17."""
    exempt = models.Q(publication_class=PublicationClass.EXEMPT)
    return models.CheckConstraint(
        name=f"{model_name}_exempt_has_ground",
        condition=(exempt & ~models.Q(exempt_ground="")) | (~exempt & models.Q(exempt_ground="")),
        violation_error_message=_("An exempt record names its ground (UU 14/2008 Article 17)."),
    )
