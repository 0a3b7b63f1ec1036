"""What lists, counts and files are about: the real cooperation of this city."""

from django.db.models import Q

from agreements.lifecycle.vocabulary import Track


def of_this_city_q(path: str = "", *, examples: bool = False, contacts: bool = False) -> Q:
    """Return the condition "cooperation of this city", which every list, count and file is about.

    It leaves out comparison cases of other regions, invented examples, and contacts, which are no cooperation yet; the
    reader has asked for `examples` or `contacts` where they are not to be left out. `path` leads from a row to its one
    agreement, as in "agreement__".
    """
    found = Q(**{f"{path}is_comparison": False})
    if not examples:
        found &= Q(**{f"{path}is_example": False})
    if not contacts:
        found &= ~Q(**{f"{path}track": Track.CONTACT})
    return found
