"""The ZIP folder that a workbook is: measured by its directory before anything is unpacked, and unpacked in chunks.

The directory is the sender's word. So every part is counted while it is unpacked, and refused where it grows beyond
what the directory declares.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from .refusals import (
    ELEMENTS_FREE,
    ELEMENTS_PER_BYTE,
    MAX_DIRECTORY,
    MAX_ELEMENTS,
    MAX_ENTRIES,
    MAX_PART,
    MAX_SMALL_PART,
    MAX_UNPACKED,
    UNPACKED_FREE,
    UNPACKED_PER_BYTE,
    UnreadableFile,
)
from .xml_parts import Elements

CHUNK = 64 * 1024
_END = b"PK\x05\x06"
_ZIP64 = b"PK\x06\x07"
_LONGEST_END = 22 + 65_535
_ENCRYPTED = 0x1
_METHODS = {0, 8}  # stored, deflated: no spreadsheet program writes another

_BROKEN = (BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error)
"""What the standard library raises for a folder whose bytes were changed."""


class Package:
    """The parts of a workbook by their names; opening it unpacks nothing.

    `elements` is what may be read of them: as with the bytes, more of a file that is larger as it was sent.
    """

    def __init__(self, file: BinaryIO):
        size = file.seek(0, 2)
        _check_directory_size(file, size)
        try:
            self._archive = ZipFile(file)
        except _BROKEN as error:
            raise UnreadableFile("damaged") from error
        if not all(entry.filename for entry in self._archive.infolist()):
            raise UnreadableFile("damaged")
        entries = [entry for entry in self._archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_ENTRIES:
            raise UnreadableFile("too many parts")
        self._entries = {entry.filename: entry for entry in entries}
        if len({name.casefold() for name in self._entries}) < len(entries):
            raise UnreadableFile("damaged")
        most = min(MAX_UNPACKED, UNPACKED_FREE + UNPACKED_PER_BYTE * size)
        if sum(entry.file_size for entry in entries) > most:
            raise UnreadableFile("unpacked too large")
        self.elements = Elements(min(MAX_ELEMENTS, ELEMENTS_FREE + ELEMENTS_PER_BYTE * size))

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one part, never more of it than the directory declares."""
        entry = self._entries.get(name)
        if entry is None:
            raise UnreadableFile("damaged")
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableFile("encrypted")
        if entry.compress_type not in _METHODS:
            raise UnreadableFile("damaged")
        if entry.file_size > MAX_PART:
            raise UnreadableFile("unpacked too large")
        count = 0
        try:
            with self._archive.open(entry) as part:
                while chunk := part.read(CHUNK):
                    count += len(chunk)
                    yield chunk
        except _BROKEN as error:
            raise UnreadableFile("damaged") from error
        if count != entry.file_size:
            raise UnreadableFile("damaged")

    def small(self, name: str) -> bytes:
        """A whole part of those that are small in every workbook; nothing of one that is missing."""
        if name not in self._entries:
            return b""
        if self._entries[name].file_size > MAX_SMALL_PART:
            raise UnreadableFile("too many parts")
        return b"".join(self.chunks(name))


def _check_directory_size(file: BinaryIO, size: int) -> None:
    """Refuse a directory of very many entries before it is read into memory."""
    file.seek(max(0, size - _LONGEST_END - 20))
    tail = file.read()
    file.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + 22:
        raise UnreadableFile("damaged")
    if tail[max(0, place - 20) :].startswith(_ZIP64):
        raise UnreadableFile("too many parts")
    entries = int.from_bytes(tail[place + 10 : place + 12], "little")
    length = int.from_bytes(tail[place + 12 : place + 16], "little")
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise UnreadableFile("too many parts")
