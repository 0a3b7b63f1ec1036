"""Records for the heading of the work list on texts: each case returns one that stands on it and one that does not."""

from django.utils import timezone

from agreements.record.trash import move_to_trash
from tests.factories import make_agreement, make_document, make_instrument, make_signed


def signed_without_text(user):
    kept = make_signed("Ada naskah")
    make_document(kept)
    return make_signed("Tanpa naskah"), kept


def signed_with_the_text_in_the_trash(user):
    agreement = make_signed("Naskah dibuang")
    document = make_document(agreement)
    move_to_trash(document, by=user, now=timezone.now(), reason="Salah")
    return agreement, make_signed("Tanpa teks", without_text=True)


def signed_without_validity(user):
    """No answer is none; that the text does not say is one."""
    silent, told = (make_signed(name).instruments.get(kind="mou") for name in ("Belum dijawab", "Dijawab"))
    silent.validity = ""
    silent.save()
    return silent, told


def signed_extension_without_validity(user):
    text = make_signed("Diperpanjang").instruments.get(kind="mou")
    named = {"changes": text, "title": "Adendum"}
    signed, unsigned = (make_instrument(text.agreement, "extension", signed=is_so, **named) for is_so in (True, False))
    return signed, unsigned


def validity_of_an_intent(user):
    """Nobody is asked how long an LoI holds."""
    agreement = make_signed("Dengan LoI")
    text = agreement.instruments.get(kind="mou")
    text.validity = ""
    text.save()
    return text, agreement.instruments.get(kind="intent")


def extension_without_base(user):
    lost = make_instrument(make_agreement("Naskah hilang", kind="grant"), "extension", validity="open")
    return lost, make_instrument(make_signed("Naskah ada"), "extension", validity="open")


def automatic_extension_without_a_signed_base(user):
    agreements = [make_agreement(name, kind="grant") for name in ("Naskah belum", "Naskah sudah")]
    for agreement, is_signed in zip(agreements, (False, True), strict=True):
        make_instrument(agreement, "implementing", signed=is_signed, validity="open")
    return [make_instrument(agreement, "automatic", signed=False) for agreement in agreements]


def unclassified_text(user):
    public, closed = make_signed("Publik", public=True), make_signed("Internal")
    return make_document(public, public=False), make_document(closed, public=False)


def unclassified_text_that_was_superseded(user):
    public = make_signed("Publik", public=True)
    old = make_document(public, public=False)
    return make_document(public, public=False, supersedes=old), old


TEXT_CASES = (
    signed_without_text,
    signed_with_the_text_in_the_trash,
    signed_without_validity,
    signed_extension_without_validity,
    validity_of_an_intent,
    extension_without_base,
    automatic_extension_without_a_signed_base,
    unclassified_text,
    unclassified_text_that_was_superseded,
)
