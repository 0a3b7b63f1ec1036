"""What the form of a letter proposes, to be changed there: day, subject, addressee, who signs."""

from datetime import date

from django.utils import translation

from agreements.lifecycle.vocabulary import Holder
from agreements.models import Agreement, Step
from agreements.record.letterhead import letterhead
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import localised

from .kinds import ADDRESSEES, LetterSpec
from .values import partners_of
from .wording import words_of

USUAL = "Biasa"


def proposed(spec: LetterSpec, agreement: Agreement, step: Step | None, today: date) -> dict[str, object]:
    """Return a value for every field of the form of which one can be proposed; nobody is named who is not recorded."""
    words, head = words_of(spec.kind), letterhead()
    in_english = words.language == "en"
    return {
        "dated": KnownDate.day(today),
        "classification": "" if in_english else USUAL,
        "subject": words.subject or _title(agreement, words.language),
        "addressee": words.addressee or _addressee(spec, agreement, step, in_english=in_english),
        "via": words.via,
        "place": (_place_abroad(agreement) if in_english else _place_of_holder(step)) or words.place,
        "post": head.post if spec.by_office else words.post or head.mayor_post,
        "name": head.name if spec.by_office else head.mayor_name,
    }


def _title(agreement: Agreement, language: str) -> str:
    with translation.override(language):
        return localised(agreement, "title")


def _addressee(spec: LetterSpec, agreement: Agreement, step: Step | None, *, in_english: bool) -> str:
    if spec.by_office:
        return letterhead().mayor_post
    if in_english:
        return "\n".join(partner.name for partner in partners_of(agreement))
    return ADDRESSEES.get(step.holder, "") if step is not None else ""


def _place_abroad(agreement: Agreement) -> str:
    """Return place and country of the only partner; of several the addressee has to be typed."""
    partners = partners_of(agreement)
    if len(partners) != 1:
        return ""
    return ", ".join(filter(None, [partners[0].place, country_name(partners[0].country, "en")]))


def _place_of_holder(step: Step | None) -> str:
    """The council sits in the city; ministries are where the wording has them."""
    return letterhead().place if step is not None and step.holder == Holder.COUNCIL else ""
