"""The XML in a workbook, read once from beginning to end while it is unpacked, by a parser that is told to do little.

It knows no document type, so no entity but the five of XML itself and nothing from elsewhere; it keeps no tree; and a
name, a comment or a value that is longer than any spreadsheet has is refused before it fills the memory.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

from .refusals import UnreadableFile

LONGEST_TOKEN = 1024 * 1024
"""Bytes that may wait for the end of one tag, comment or instruction."""


@dataclass(slots=True)
class Elements:
    """How many elements may still come, in all parts of a file together: each takes time, also where nothing is read
    of it."""

    left: int


StartHandler = Callable[[str, dict[str, str]], None]
TextHandler = Callable[[str], None]


def checked(
    chunks: Iterable[bytes],
    elements: Elements,
    on_start: StartHandler,
    on_text: TextHandler | None = None,
    on_end: TextHandler | None = None,
) -> Iterator[bytes]:
    """Yield the chunks as they came, after their elements, texts and ends of elements were handed to the functions."""

    def counted(name: str, attributes: dict[str, str]) -> None:
        elements.left -= 1
        if elements.left < 0:
            raise UnreadableFile("too many parts")
        on_start(name, attributes)

    parser = ParserCreate("utf-8")
    parser.buffer_text = True  # else each line break in a text is handed over by itself
    parser.StartElementHandler = counted
    parser.CharacterDataHandler = on_text
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise UnreadableFile("damaged")
            yield chunk
        parser.Parse(b"", True)
    except ExpatError as error:
        raise UnreadableFile("damaged") from error


def read_small(content: bytes, elements: Elements, on_start: StartHandler) -> None:
    """Hand the elements of a part that is held already to the function."""
    for _chunk in checked([content], elements, on_start):
        pass


def local_name(name: str) -> str:
    """`row` for x:row: which prefix a program writes says nothing."""
    return name.rpartition(":")[2]


def whole_number(text: str) -> int:
    """A number of at most nine digits; whatever else stands where one must stand is damage."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise UnreadableFile("damaged")
    return int(text)


def _refuse(*_declaration) -> int:
    raise UnreadableFile("damaged")
