"""Word's own merge fields: which ones a DOCX has, and the DOCX with values in their place.

The fields are those that Word inserts by "Insert Merge Field". A template has no logic: a field is replaced by its
text, and nothing else happens.
"""

import re
import warnings
from collections.abc import Mapping
from io import BytesIO

from mailmerge import MailMerge

from .word_file import Instruction, packed, read_word_file

_MERGE_FIELD = re.compile(
    r'MERGEFIELD\s+(?:"(?P<quoted>[^"\\]+)"|(?P<name>[^\s"\\]+))(?P<switches>(?:\s*\\\*\s*\w+)*)\s*', re.IGNORECASE
)
_SWITCHES = {"mergeformat", "charformat", "upper", "lower", "caps", "firstcap"}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotFilled(Exception):
    """Raised where a DOCX still has merge fields after it was filled, or cannot be filled at all."""


def field_name(instruction: Instruction) -> str | None:
    """Return the name in the instruction of a plain merge field; None for any other field, and for one with a switch
    that changes more than the letters."""
    found = _MERGE_FIELD.fullmatch(instruction.text)
    if found is None or instruction.nested:
        return None
    switches = re.findall(r"\w+", found["switches"])
    if any(switch.lower() not in _SWITCHES for switch in switches):
        return None
    return found["quoted"] or found["name"]


def fields_of(data: bytes) -> list[str]:
    """Return the names of the merge fields of a DOCX as it writes them, each once, in the order of the file."""
    names = map(field_name, read_word_file(data).instructions())
    return list(dict.fromkeys(name for name in names if name is not None))


def fill(data: bytes, values: Mapping[str, str]) -> bytes:
    """Return the DOCX with the values in place of its merge fields; upper and lower case of names do not matter.

    A value is text: line breaks stay, and what looks like XML or like a field is written out. The same values give the
    same bytes. Raises NotFilled where a field has no value or is left over.
    """
    by_name = {name.lower(): _as_text(value) for name, value in values.items()}
    given = {}
    for name in fields_of(data):
        if name.lower() not in by_name:
            raise NotFilled(name)
        given[name] = by_name[name.lower()]
    out = BytesIO()
    try:
        with warnings.catch_warnings(), MailMerge(BytesIO(data)) as document:
            warnings.simplefilter("error")
            document.merge(**given)
            document.write(out)
    except Exception as error:
        # The library names no errors of its own.
        raise NotFilled(str(error)) from error
    return _without_fields(out.getvalue())


def _without_fields(filled: bytes) -> bytes:
    file = read_word_file(filled)
    left = [one.text for one in file.instructions() if one.words[:1] and one.words[0].upper() == "MERGEFIELD"]
    if left:
        raise NotFilled(left[0])
    return packed(file.parts.items())


def _as_text(value: str) -> str:
    """Without the characters that no XML file can hold; every kind of line end is one line break."""
    return _NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
