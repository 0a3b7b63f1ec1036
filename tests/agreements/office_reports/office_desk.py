"""What the tests of office reports share: a follow-up of the operator's office, the page as a browser sends it."""

from datetime import timedelta
from io import BytesIO

from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.models import FollowUp
from agreements.record.digest import refresh_digest
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import content_of
from tests.agreements.staff_desk import fields_of
from tests.factories import make_signed

TOLD = {
    "progress": "Kelas bahasa dibuka.",
    "is_final": "on",
    "result": "Dua puluh guru lulus.",
    "own_people": "12",
    "obstacle": "Anggaran terlambat",
    "public_note": "Terima kasih kepada para guru.",
}


def photo(name="foto.jpg", **how):
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", **how)
    return content_of(out.getvalue(), name)


def make_follow_up(operator):
    """A public agreement's open follow-up of the operator's office, due in a week."""
    agreement = make_signed("Pertukaran guru", public=True)
    due = KnownDate.day(timezone.localdate() + timedelta(days=7))
    office = operator.offices.get()
    follow_up = FollowUp.objects.create(
        agreement=agreement, kind="training", title="Kursus bahasa untuk guru", office=office, due_on=due
    )
    refresh_digest(agreement)
    return follow_up


def page(follow_up):
    return reverse("agreements:report_form", args=[follow_up.pk])


def send(client, follow_up, button="send", **changes):
    """Open the form, change some fields, press a button."""
    data = {**fields_of(client.get(page(follow_up))), button: "1", **changes}
    return client.post(page(follow_up), {name: value for name, value in data.items() if value is not None})


def faults(response):
    return {field.name for field in response.context["faults"]}
