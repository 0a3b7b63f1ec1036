"""The letterhead of the office, filled in or not, and its logo as a checked picture."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Letterhead
from jambi_coop.lib.files.private_files import take_in

LARGEST_LOGO = 1024 * 1024


def letterhead() -> Letterhead:
    """Return the letterhead; one that was never saved, with nothing but defaults, where nobody has filled it in."""
    return Letterhead.objects.first() or Letterhead()


def logo_bytes(head: Letterhead) -> bytes | None:
    """Return the picture of the logo; None where there is none, or where its file is gone."""
    if not head.logo:
        return None
    try:
        with head.logo.open("rb") as content:
            return content.read()
    except FileNotFoundError:
        return None


def checked_logo(upload):
    """Return the picture for storing, without its metadata.

    Raises ValidationError with one sentence for a file that is none, or that is larger than a logo needs to be: it goes
    into every document.
    """
    picture, facts = take_in(upload)
    if not facts.media_type.startswith("image/"):
        raise ValidationError(_("A logo is a picture: PNG or JPG."), code="no_picture")
    if facts.size > LARGEST_LOGO:
        raise ValidationError(_("A logo must be smaller than 1 MB; it goes into every document."), code="too_large")
    return picture
