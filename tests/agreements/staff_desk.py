"""What the tests of the clerk's desk share: addresses, and the data of a form as the page gave it."""

from html.parser import HTMLParser

from django.urls import reverse


def url(name, *args, **query):
    address = reverse(f"admin:agreements_{name}", args=args)
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


class _Fields(HTMLParser):
    """Names and values of every form control of a page, as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.data, self._select, self._area, self._first = {}, None, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name and "disabled" not in attrs:
            kind = attrs.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in attrs:
                    self.data.setdefault(name, []).append(attrs.get("value", "on"))
            elif kind not in ("submit", "file", "search"):
                self.data.setdefault(name, []).append(attrs.get("value", ""))
        elif tag == "select" and name and "disabled" not in attrs:
            self._select, self._first = name, None if "multiple" in attrs else False
        elif tag == "option" and self._select and self._first is False:
            # Without a selected option a browser sends the first one.
            self._first = attrs.get("value", "")
            if "selected" in attrs:
                self.data.setdefault(self._select, []).append(self._first)
        elif tag == "option" and self._select and "selected" in attrs:
            self.data.setdefault(self._select, []).append(attrs.get("value", ""))
        elif tag == "textarea" and name:
            self._area = name
            self.data[name] = [""]

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            if self._select not in self.data and isinstance(self._first, str):
                self.data[self._select] = [self._first]
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            self.data[self._area][0] += data


def fields_of(response) -> dict:
    """Everything the forms of a page would send; a field with one value as a plain text."""
    parser = _Fields()
    parser.feed(response.content.decode())
    data = {name: values[0] if len(values) == 1 else values for name, values in parser.data.items()}
    for name in ("csrfmiddlewaretoken", "action", "q"):
        data.pop(name, None)
    return {name: value.strip("\r\n") if isinstance(value, str) else value for name, value in data.items()}


def send(client, address, **changes):
    """Open the page, change some fields, send it back."""
    data = {**fields_of(client.get(address)), **changes}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


EMPTY = ["Bidang ini tidak boleh kosong."]
NOT_OFFERED = ["Masukkan pilihan yang valid. Pilihan tersebut bukan salah satu dari pilihan yang tersedia."]
NO_RIGHT = ["Akun Anda tidak berhak melakukan ini."]


def refused(response) -> dict:
    """Field -> the sentences that refuse it, in the form of the page and in its rows; "" for the form as a whole."""
    context = response.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    found = {name.replace("__all__", ""): list(texts) for name, texts in form.errors.items()}
    for inline in context.get("inline_admin_formsets") or []:
        for row in inline.formset.forms:
            found |= {f"{row.prefix}-{name}": list(texts) for name, texts in row.errors.items()}
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    return found


def errors_of(response) -> str:
    """Every sentence that the page complains with."""
    found = []
    for context in response.context or []:
        for form in [context.get("form"), getattr(context.get("adminform"), "form", None)]:
            if form is not None and hasattr(form, "errors"):
                found += [text for texts in form.errors.values() for text in texts]
    return " ".join(dict.fromkeys(found))
