"""Invented example records stand outside every list, count and file, unless the reader asks for them in the address.

`contoh=1` asks for them and `contoh=0` leaves them out; without either, the public leaves them out and the work list
of the staff, who try things on them, shows them.
"""

from django.http import HttpRequest

PARAMETER = "contoh"


def asks_for_examples(request: HttpRequest, *, default: bool = False) -> bool:
    """Return whether the address asks for the examples; `default` where it says nothing of them."""
    return {"1": True, "0": False}.get(request.GET.get(PARAMETER, ""), default)


def keeping_examples(address: str, examples: bool, *, default: bool = False) -> str:
    """Return the address of another page for a reader who sees the examples or not, as on this page."""
    if examples == default:
        return address
    path, mark, anchor = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={int(examples)}{mark}{anchor}"
