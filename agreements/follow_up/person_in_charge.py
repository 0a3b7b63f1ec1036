"""The warning to a clerk who puts somebody in charge that cannot report."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from agreements.models import FollowUp
from agreements.record.permissions import follow_ups_for
from jambi_coop.lib.records.people import name_of


def cannot_report(person, follow_ups: Sequence[FollowUp]) -> str:
    """Return a sentence naming the follow-ups that `person` cannot report on; "" if there are none."""
    if person is None:
        return ""
    own = follow_ups_for(person, FollowUp.objects.filter(pk__in=[row.pk for row in follow_ups]))
    reported = set(own.values_list("pk", flat=True))
    titles = [f"“{row.title}”" for row in follow_ups if row.pk not in reported]
    if not titles:
        return ""
    text = _(
        "%(name)s cannot report on %(titles)s: the account lacks the right to report, or does not see the agreement. "
        "The liaison officers of the office are reminded as well."
    )
    return text % {"name": name_of(person), "titles": ", ".join(titles)}
