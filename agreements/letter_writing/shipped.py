"""Makes the shipped Word templates from the wording of the letters; `manage.py write_letter_templates` keeps them."""

import re
from datetime import datetime
from io import BytesIO

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from agreements.models import LetterKind
from jambi_coop.lib.documents.word_file import packed, read_word_file

from .wording import Wording, words_of

FONT = "Arial"
_FIELD = re.compile(r"\{(\w+)(?::(upper))?\}")
_SOME_DAY = datetime(2026, 1, 1)
HEADINGS = {"id": ("Nomor", "Sifat", "Lampiran", "Hal"), "en": ("Number", "Subject")}


def template_of(kind: LetterKind) -> bytes:
    """Return the Word template of a kind; the same wording gives the same bytes."""
    words = words_of(kind)
    document = _paper(words.language)
    if kind == LetterKind.NOTE:
        _head_of_note(document)
    elif words.language == "en":
        _head_in_english(document)
    else:
        _head(document, with_via=bool(words.via))
    _body(document, words)
    _signature(document, is_note=kind == LetterKind.NOTE)
    return _as_bytes(document)


def _paper(language: str) -> WordDocument:
    """Return an empty page in the format A4, of a neutral author."""
    document = new_document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(11)
    style.paragraph_format.space_after = Pt(0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    core = document.core_properties
    core.author, core.title, core.comments, core.last_modified_by = "", "", "", ""
    core.created = core.modified = _SOME_DAY
    core.language = language
    return document


def _line(
    document: WordDocument, text: str = "", *, bold: bool = False, center: bool = False, size: int = 11
) -> Paragraph:
    paragraph = document.add_paragraph()
    _write(paragraph, text, bold=bold)
    for run in paragraph.runs if size != 11 else ():
        run.font.size = Pt(size)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _write(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """Write text with merge fields where it has names in braces."""
    place = 0
    for found in _FIELD.finditer(text):
        paragraph.add_run(text[place : found.start()]).bold = bold
        _merge_field(paragraph, found[1], upper=bool(found[2]), bold=bold)
        place = found.end()
    paragraph.add_run(text[place:]).bold = bold


def _merge_field(paragraph: Paragraph, name: str, *, upper: bool, bold: bool) -> None:
    """Add a merge field as Word itself writes it: begin, instruction, separator, shown text, end."""
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" MERGEFIELD {name} \\* {'Upper' if upper else 'MERGEFORMAT'} "
    for content in (_mark("begin"), instruction, _mark("separate"), f"«{name}»", _mark("end")):
        run = paragraph.add_run(content if isinstance(content, str) else "")
        run.bold = bold
        if not isinstance(content, str):
            run._r.append(content)


def _mark(kind: str):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _ruled(paragraph: Paragraph) -> None:
    """Draw the rule under the head of the paper."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _labelled(document: WordDocument, label: str, text: str, *, width: float, left: float = 0) -> None:
    """Write "label : text", the text in a column of its own."""
    paragraph = _line(document, f"{label}\t: {text}")
    layout = paragraph.paragraph_format
    layout.tab_stops.add_tab_stop(Cm(left + width))
    layout.left_indent, layout.first_line_indent = Cm(left + width + 0.25), Cm(-width - 0.25)


def _head(document: WordDocument, *, with_via: bool) -> None:
    """The head of a letter that the mayor signs: post, place and day, number and subject, addressee."""
    _ruled(_line(document, "{jabatan:upper}", bold=True, center=True, size=14))
    _line(document)
    _line(document, "{tempat}, {tanggal}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for label in HEADINGS["id"]:
        _labelled(document, label, f"{{{label.lower()}}}", width=2.4)
    _line(document)
    _line(document, "Yth.")
    _line(document, "{kepada}")
    if with_via:
        _line(document, "melalui")
        _line(document, "{melalui}")
    _line(document, "di")
    _line(document, "{tempat_tujuan}").paragraph_format.left_indent = Cm(1)
    _line(document)


def _head_in_english(document: WordDocument) -> None:
    _ruled(_line(document, "{jabatan:upper}", bold=True, center=True, size=14))
    _line(document)
    _line(document, "{tempat}, {tanggal}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _labelled(document, "Number", "{nomor}", width=2.4)
    _labelled(document, "Subject", "{hal}", width=2.4)
    _line(document)
    _line(document, "{kepada}")
    _line(document, "{tempat_tujuan}")
    _line(document)


def _head_of_note(document: WordDocument) -> None:
    """The head of a nota dinas: the office's letterhead, from whom, to whom."""
    _ruled(_line(document, "{kop}", bold=True, center=True))
    _line(document)
    _line(document, "NOTA DINAS", bold=True, center=True)
    _line(document)
    lines = {"Kepada": "kepada", "Melalui": "melalui", "Dari": "jabatan", "Tanggal": "tanggal", "Nomor": "nomor"}
    lines |= {"Sifat": "sifat", "Lampiran": "lampiran", "Hal": "hal"}
    for label, name in lines.items():
        last = "Yth. " if name == "kepada" else ""
        _labelled(document, label, f"{last}{{{name}}}", width=2.4)
    _ruled(_line(document))
    _line(document)


def _body(document: WordDocument, words: Wording) -> None:
    for part in words.body:
        if isinstance(part, dict):
            width = 3.6 if max(map(len, part["facts"])) < 20 else 7.2
            for label, name in part["facts"].items():
                _labelled(document, label, f"{{{name}}}", width=width, left=0.8)
            document.paragraphs[-1].paragraph_format.space_after = Pt(8)
        else:
            # Not justified: a line break in a value would pull its line apart.
            _line(document, part).paragraph_format.space_after = Pt(8)


def _signature(document: WordDocument, *, is_note: bool) -> None:
    """The place for a signature by hand; nothing is drawn. One paragraph, so that no page parts post and name."""
    lines = ["", "{jabatan},", "", "", "", "", "{nama}", *(["{pangkat}", "NIP {nip}"] if is_note else [])]
    paragraph = _line(document, "\n".join(lines))
    paragraph.paragraph_format.left_indent = Cm(8.5)
    paragraph.paragraph_format.keep_together = True
    _line(document)
    _line(document, "{tembusan}")


def _as_bytes(document: WordDocument) -> bytes:
    """Save it without the day of writing and the preview picture, which the library's own page has."""
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]
    out = BytesIO()
    document.save(out)
    return packed(read_word_file(out.getvalue()).parts.items())
