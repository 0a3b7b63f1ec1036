"""What a Word template must not have: each fault with a sentence that names it."""

import re
from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .merge import NotFilled, field_name, fill
from .word_file import Instruction, NoWordFile, WordFile, read_word_file

ALLOWED = {"PAGE", "NUMPAGES"}
"""Fields beside the merge fields: they stand for something of the paper itself."""
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EMBEDDED = ("word/embeddings/", "word/activex/", "word/controls/")
EMBEDDED_KINDS = {"oleobject", "package", "control", "activexcontrolbinary", "afchunk", "subdocument", "frame"}
_TAG = re.compile(rb"<(?:\w+:)?(object|control|altChunk|subDoc|OLEObject)[\s/>]")


def refuse_unfit(data: bytes, known: Collection[str]) -> None:
    """Raise ValidationError with all faults of a template: it is no DOCX, or carries a macro, an outside link, an
    embedded object, or a field that is neither one of `known` nor a page number."""
    try:
        file = read_word_file(data)
        faults = [*_carried(file), *_fields(file, {name.lower() for name in known})]
    except NoWordFile as error:
        raise ValidationError(_no_word_file(error), code=error.why) from error
    if not faults:
        faults = list(_trial(data, known))
    if faults:
        raise ValidationError(faults)


def _no_word_file(error: NoWordFile) -> str:
    if error.why == "old":
        return _("This is an old or a protected Word file. Open it in Word and save it as DOCX without a password.")
    if error.why == "bomb":
        return _("The file unpacks to far more than it seems; it is refused.")
    if error.why == "doctype":
        return _("The part “%(name)s” of the file declares a document type, which Word never does; it is refused.") % {
            "name": error.name
        }
    if error.why == "damaged":
        return _("The file is damaged and cannot be read. Open it in Word and save it again.")
    return _("This is no Word file (DOCX).")


def _fault(code: str, text: str, **words: str) -> ValidationError:
    short = {name: Truncator(value).chars(120) for name, value in words.items()}
    return ValidationError(text, code=code, params=short)


def _carried(file: WordFile) -> Iterator[ValidationError]:
    names = {name.lower(): name for name in file.parts}
    types = file.parts["[Content_Types].xml"]
    macros = [name for lower, name in names.items() if lower.endswith(("vbaproject.bin", "vbadata.xml"))]
    if macros or b"macroEnabled" in types:
        text = _("The file carries macros (%(name)s). Save it as a DOCX without macros.")
        yield _fault("macro", text, name=macros[0] if macros else "macroEnabled")
    elif MAIN.encode() not in types:
        yield _fault("other", _("The file is a Word template or of another kind. Save it as a Word document (DOCX)."))
    yield from _links(file)
    for lower, name in names.items():
        if lower.startswith(EMBEDDED):
            yield _fault("embedded", _("The file carries an embedded object (%(name)s). Take it out."), name=name)
    for name, content in file.parts.items():
        found = _TAG.search(content) if name.startswith("word/") and name.endswith(".xml") else None
        if found:
            text = _("The file carries an embedded object (%(name)s). Take it out.")
            yield _fault("embedded", text, name=f"{found[1].decode()}, {name}")


def _links(file: WordFile) -> Iterator[ValidationError]:
    for one in file.relations():
        if one.outside:
            text = _("The file has a link to a place outside of it: %(target)s (%(kind)s). Take the link out.")
            yield _fault("outside", text, target=one.target, kind=one.kind)
        elif one.kind.lower() in EMBEDDED_KINDS:
            text = _("The file carries an embedded object (%(name)s). Take it out.")
            yield _fault("embedded", text, name=one.target)


def _fields(file: WordFile, known: Collection[str]) -> Iterator[ValidationError]:
    told: set[str] = set()
    for instruction in file.instructions():
        fault = _fault_of(instruction, known)
        if fault is not None and instruction.text.lower() not in told:
            told.add(instruction.text.lower())
            yield fault


def _fault_of(instruction: Instruction, known: Collection[str]) -> ValidationError | None:
    name = field_name(instruction)
    if name is not None:
        if name.lower() in known:
            return None
        return _fault("unknown", _("The field “%(name)s” is not known. See the list of the fields."), name=name)
    words = instruction.words
    kind = words[0].upper() if words else ""
    if kind in ALLOWED and not instruction.nested:
        return None
    if kind == "MERGEFIELD":
        text = _(
            "The field “%(field)s” has a switch or another field in it, which is not filled. Insert it anew with "
            "“Insert Merge Field”."
        )
    elif kind in {"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE"}:
        text = _(
            "The field “%(field)s” would show another day whenever the letter is opened. Use the merge field of the "
            "day."
        )
    else:
        text = _("The field “%(field)s” is not allowed: only merge fields, PAGE and NUMPAGES are.")
    return _fault("field", text, field=instruction.text or _("(empty)"))


def _trial(data: bytes, known: Collection[str]) -> Iterator[ValidationError]:
    """Fill it once: what can be taken in can be filled later."""
    try:
        fill(data, dict.fromkeys(known, "x"))
    except (NotFilled, NoWordFile) as error:
        text = _("The template cannot be filled (%(name)s). Insert its fields anew with “Insert Merge Field”.")
        yield _fault("not_filled", text, name=str(error))
