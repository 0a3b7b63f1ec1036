"""What the tests of the files of reference tables share: sending a file, agreeing to what was shown."""

import csv
import re
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tests.agreements.staff_desk import fields_of, url

TABLES = ("office", "sector", "source", "dayoff")


def csv_of(*rows, delimiter=",") -> bytes:
    """A CSV file of these rows, the first of them the headings."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def address(name, *args, language="id"):
    """The address of a page in one language, whatever the language of the page before was."""
    with translation.override(language):
        return url(name, *args)


def send_file(client, table, content, name="daftar.csv", language="id"):
    """Send a file, and return the page with the preview."""
    upload = SimpleUploadedFile(name, content)
    return client.post(address(f"{table}_import", language=language), {"file": upload})


def agree(client, table, page, **other):
    """Press the button of a preview, and return the page that follows."""
    sent = {"pending": fields_of(page)["pending"], **other}
    return client.post(address(f"{table}_process_import"), sent, follow=True)


def import_file(client, table, content, name="daftar.csv"):
    """Send a file and agree to the preview."""
    return agree(client, table, send_file(client, table, content, name))


def text_of(response) -> str:
    """The text of the page between its heading and its end, on one line."""
    body = response.content.decode().partition('id="content-start"')[2].partition("END Content")[0]
    body = body.partition("messagelist")[2] + body if "messagelist" in body else body
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
