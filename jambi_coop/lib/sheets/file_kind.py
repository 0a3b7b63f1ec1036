"""Which file it is, by its content: a name says only what somebody called it."""

import re
from typing import BinaryIO

from .package import Package
from .refusals import MAX_FILE, MEGABYTE, UnreadableFile

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_OTHERS = (b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3")
_MARKUP = re.compile(rb"\s*(?:<!doctype|<html|<head|<meta|<table|<style|<\?xml|<!--|<body|<div|MIME-Version:)", re.I)
_ODS = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_MACROS = re.compile(r"(?:.*/)?(?:vbaproject\.bin|macrosheets/.*|intlmacrosheets/.*)", re.I)
_DOCUMENT = ("word/", "ppt/", "visio/")
_START = 4096


def kind_of(file: BinaryIO) -> tuple[str, Package | None]:
    """Return "xlsx", "ods" or "csv", and the package of the first two; any other file is refused with its how-to."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(_START)
    file.seek(0)
    if not start.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty")
    if size > MAX_FILE:
        raise UnreadableFile("too large", megabytes=MAX_FILE // MEGABYTE)
    if start.startswith(_ZIP):
        package = Package(file)
        return _kind_of_package(package), package
    if start.startswith(_COMPOUND):
        raise UnreadableFile(_kind_of_compound(file))
    if b"%PDF-" in start[:1024]:
        raise UnreadableFile("pdf")
    if start[:2] in _OLD_EXCEL and b"\x00" in start[:16]:
        raise UnreadableFile("xls")
    if start.startswith(_OTHERS):
        raise UnreadableFile("document" if start.startswith(b"{\\rtf") else "other")
    if _MARKUP.match(_without_zeros(start)):
        raise UnreadableFile("html")
    return "csv", None


def _kind_of_package(package: Package) -> str:
    names = package.names
    if any(_MACROS.fullmatch(name) for name in names):
        raise UnreadableFile("macros")
    if "mimetype" in package:
        if package.small("mimetype").strip() not in _ODS:
            raise UnreadableFile("document")
        if b"encryption-data" in package.small("META-INF/manifest.xml"):
            raise UnreadableFile("encrypted")
        return "ods"
    if "[Content_Types].xml" not in package:
        raise UnreadableFile("zip")
    if any(name.startswith(_DOCUMENT) for name in names):
        raise UnreadableFile("document")
    if any(name.endswith("workbook.bin") for name in names):
        raise UnreadableFile("xlsb")
    if b"macroEnabled" in package.small("[Content_Types].xml"):
        raise UnreadableFile("macros")
    return "xlsx"


def _kind_of_compound(file: BinaryIO) -> str:
    """An encrypted workbook, an old Excel or another old file of Office: the names of its streams say which."""
    content = file.read(MAX_FILE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "encrypted"
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        return "document"
    return "xls"


def _without_zeros(start: bytes) -> bytes:
    """The first characters, whether the text is UTF-8 or UTF-16."""
    return start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
