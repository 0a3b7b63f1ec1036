"""Replace the character NUL, which PostgreSQL refuses, in the path, the query string and the cookies of requests."""

NUL, UNREADABLE = "\0", "\ufffd"
"""U+FFFD is the replacement character for unreadable text; browsers show it for a NUL in a page."""


def readable_requests(get_response):
    """Middleware, before all that queries the database: a NUL becomes U+FFFD, and in the query string a blank.

    A path with it is then not found, and a filter works as without it. In posted text it stays, since every form field
    refuses it with a message. The encoding is always UTF-8, whatever the request declares: other encodings can give
    surrogates, which cannot be stored.
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
