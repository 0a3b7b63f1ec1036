"""The legal gate: no signing as long as a mandatory step before it is neither done, approved nor waived.

`agreements.lifecycle.rules.missing` returns the missing steps. The refusal is here, and every action that could reach
a signing calls it: `advance`, `record_past`, `correct`, `sign` (decision 6). `take_in` records a signing that happened
without asking; what it brings in is held back from the public instead (`agreements.record.old_texts`).
`tests/agreements/stages/test_gate.py` holds it.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.lifecycle.rules import Missing
from agreements.models import Agreement
from agreements.record.old_texts import may_lack_steps


def refuse_at_gate(agreement: Agreement, unmet: Iterable[Missing]) -> None:
    """Refuse when a requirement of the legal gate is unmet, naming every one of them.

    A text that was taken in as signed has passed the gate without being asked; it is not held while it is not public.
    """
    if may_lack_steps(agreement):
        return
    blocking = [item for item in unmet if item.blocking]
    if blocking:
        names = "; ".join(str(item) for item in blocking)
        raise ValidationError(
            _(
                "Signing comes only after the central government's approval (UU 23/2014 Article 367(2)). "
                "Still missing: %(missing)s. If a step cannot be proven, record it under "
                "“Recorded without proof of the step”."
            ),
            code="gate",
            params={"missing": names},
        )
