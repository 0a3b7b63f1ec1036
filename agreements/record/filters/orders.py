"""The orders in which agreements are listed. Each except `ending` has an index that ends in the primary key."""

from datetime import date

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates.fields import sort_key

DEFAULT_SORT = "signed"
SORTS = {
    "signed": _("Newest signed first"),
    "ending": _("Ending soonest first"),
    "activity": _("Latest activity first"),
    "title": _("By title"),
}


def ordering(sort: str, today: date) -> list:
    """Return the arguments for `order_by`, over agreements of one day (`AgreementQuerySet.on`). Unknown days come
    last."""
    if sort == "title":
        return ["title", "pk"]
    if sort == "activity":
        return [F("stretch__activity_on").desc(nulls_last=True), "-pk"]
    if sort == "ending":
        # Future ends first, the nearest on top; then unknown ends; then past ends, the latest on top.
        end = F("digest__ends_latest")
        place = Case(
            When(digest__ends_latest__gte=today, then=Value(0)),
            When(digest__ends_latest__isnull=True, then=Value(1)),
            default=Value(2),
        )
        ahead = Case(When(digest__ends_latest__gte=today, then=end))
        return [place, ahead.asc(nulls_last=True), end.desc(nulls_last=True), "-pk"]
    return [*sort_key("digest__signed_on", descending=True), "-pk"]
