"""Move what the steps of the former version say of letters into rows of their own; nothing is lost.

A step that was sent, was received by those who were asked, or has the number of a letter, gets one letter that went
out; one with the number of an answer gets an answer. The columns of the step stay as they are: from now on they are
derived from these rows. Of the city's own work the day of its beginning and the number of its own paper are no letters
and stay on the step. On which day an answer was written nobody recorded, so that its days stay unknown. The history of
the steps keeps who wrote what before; the letters begin theirs here.
"""

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

REASON = "0040_move_letters"
CHUNK = 2000
PARTS = ("earliest", "latest", "precision")
ASKED = (
    *("consultation", "council", "verification", "interministerial", "confirmation"),
    *("central_approval", "full_powers", "state_agreement", "on_granting"),
)
"""Stages at which an answer of others was awaited in the version that brought this migration."""


def is_known(step, name):
    return getattr(step, f"{name}_precision") != "unknown"


def days_of(step, *names):
    return {f"{name}_{part}": getattr(step, f"{name}_{part}") for name in names for part in PARTS}


def letters_of(step):
    """Yield the values of the letters that a step of the former version knew of."""
    if step.stage in ASKED:
        if is_known(step, "sent_on") or is_known(step, "received_on") or step.letter_number:
            yield {"direction": "out", "number": step.letter_number, **days_of(step, "sent_on", "received_on")}
    elif is_known(step, "sent_on"):
        yield {"direction": "out", **days_of(step, "sent_on")}
    if step.reply_number:
        yield {"direction": "reply", "number": step.reply_number}


def move(apps, _schema_editor):
    step_model, letter, history = (
        apps.get_model("agreements", name) for name in ("Step", "Letter", "HistoricalLetter")
    )
    told = ~Q(sent_on_precision="unknown") | ~Q(letter_number="") | ~Q(reply_number="")
    rows = step_model.objects.filter(told | ~Q(received_on_precision="unknown")).order_by("pk")
    last = 0
    while steps := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = steps[-1].pk
        letters = [letter(step_id=step.pk, **values) for step in steps for values in letters_of(step)]
        names = [field.attname for field in letter._meta.concrete_fields]
        common = {"history_type": "+", "history_date": timezone.now(), "history_change_reason": REASON}
        history.objects.bulk_create(
            history(**{name: getattr(row, name) for name in names}, **common)
            for row in letter.objects.bulk_create(letters)
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0039_letters")]

    operations = [migrations.RunPython(move)]
