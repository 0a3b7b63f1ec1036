"""Steps after the present stage are *not started*: the loader of cases had marked them *not known*, which is now said
only of a step that must have been passed. A step with any fact, or with a waiver, stays as it is."""

from django.db import migrations

PARTY = (
    *("initiative", "exploration", "consultation", "intent", "plan", "council", "verification", "draft"),
    *("interministerial", "discussion", "confirmation", "signing", "implementation", "completed"),
)
ORDER = {
    "ksdpl": PARTY,
    "ksdll": PARTY,
    "pass_on": (
        *("proposal", "council", "state_agreement", "on_granting", "implementation"),
        *("handover", "operation", "completed"),
    ),
    "programme": ("running", "completed"),
    "membership": ("proposal", "member", "completed"),
    "legacy": ("intent", "central_approval", "full_powers", "signing", "implementation", "completed"),
}
"""The stages of each track as they were when this was written."""
NO_FACT = {
    **{f"{name}_on_{end}": None for name in ("sent", "received", "decided") for end in ("earliest", "latest")},
    **dict.fromkeys(("letter_number", "reply_number", "signatories", "note"), ""),
    **dict.fromkeys(("source", "document", "waiver"), None),
}


def not_started(apps, schema_editor):
    steps = apps.get_model("agreements", "Step").objects.filter(state="unknown", **NO_FACT)
    for track, stages in ORDER.items():
        for place, stage in enumerate(stages):
            ahead = steps.filter(agreement__track=track, agreement__stage=stage, stage__in=stages[place + 1 :])
            ahead.update(state="not_started")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0027_few_rows")]

    operations = [migrations.RunPython(not_started, migrations.RunPython.noop)]
