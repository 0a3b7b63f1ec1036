"""What no text has and PostgreSQL refuses: the character NUL, in the address, its parameters or a cookie."""

NUL, UNREADABLE = "\0", "\ufffd"
"""U+FFFD stands for what could not be read, as browsers show it for a NUL of a page."""


def readable_requests(get_response):
    """Middleware, before all that looks anything up: a NUL becomes the sign for an unreadable character, and in a
    parameter a blank, as every other control character there.

    An address with it leads nowhere, and a filter is not the worse for it. In posted text it stays: there every field
    refuses it in words. The register's forms are UTF-8, whatever a request says of itself;
    other codings can hold halves of characters, which cannot be written anywhere.
    """

    def middleware(request):
        request.path, request.path_info = _readable(request.path), _readable(request.path_info)
        request.META["PATH_INFO"] = _readable(request.META.get("PATH_INFO", ""))
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = query.replace("%00", "%20").replace(NUL, "%20")
        if request.encoding:
            request.encoding = None
        if any(NUL in value for value in request.COOKIES.values()):
            request.COOKIES = {name: _readable(value) for name, value in request.COOKIES.items()}
        return get_response(request)

    return middleware


def _readable(text: str) -> str:
    return text.replace(NUL, UNREADABLE)
