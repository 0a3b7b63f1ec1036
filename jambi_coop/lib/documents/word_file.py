"""A DOCX opened without trust: its parts as XML, the outside links in it, and the instructions of Word's fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MOST_PARTS, MOST_BYTES = 500, 40 * 1024 * 1024
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class NoWordFile(Exception):
    """Raised where the bytes are no DOCX that can be read; `why` is one of "old", "other", "damaged", "bomb",
    "doctype"."""

    def __init__(self, why: str, name: str = ""):
        super().__init__(f"{why}: {name}")
        self.why, self.name = why, name


@dataclass(frozen=True)
class Instruction:
    """The instruction of one field of Word, such as "MERGEFIELD nomor", and whether another field stands in it."""

    text: str
    nested: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.split()


@dataclass(frozen=True)
class Relation:
    """A link of one part to another part of the file, or to a place outside of it."""

    kind: str
    target: str
    outside: bool


@dataclass(frozen=True)
class WordFile:
    """The parts of a DOCX by their names, in the order of the file."""

    parts: dict[str, bytes]

    def trees(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield (name, tree) of every XML part. Raises NoWordFile for one that is no XML or declares entities."""
        for name, content in self.parts.items():
            if name.lower().endswith((".xml", ".rels")):
                yield name, _tree(name, content)

    def relations(self) -> list[Relation]:
        """Return the links of all parts; the kind is the last word of its address, such as "hyperlink"."""
        return [
            Relation(
                one.get("Type", "").rpartition("/")[2], one.get("Target", ""), one.get("TargetMode", "") == "External"
            )
            for name, tree in self.trees()
            if name.endswith(".rels")
            for one in tree.iter(RELATION)
        ]

    def instructions(self) -> list[Instruction]:
        """Return the instructions of all fields, part by part."""
        return [
            instruction
            for name, tree in self.trees()
            if name.startswith("word/") and not name.endswith(".rels")
            for instruction in _instructions(tree)
        ]


def read_word_file(data: bytes) -> WordFile:
    """Return the parts of a DOCX. Raises NoWordFile where it is none, is damaged, or unpacks to far too much."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoWordFile("old")
    if not data.startswith(b"PK\x03\x04"):
        raise NoWordFile("other")
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = _unpacked(archive)
    except NoWordFile:
        raise
    except Exception as error:
        # There is no list of the errors that a broken archive can cause.
        raise NoWordFile("damaged") from error
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise NoWordFile("other")
    return WordFile(parts)


def _unpacked(archive: ZipFile) -> dict[str, bytes]:
    """Unpack as much as the directory announces; what is more than that `zipfile` does not read."""
    entries = [info for info in archive.infolist() if not info.is_dir()]
    names = {info.filename for info in entries}
    if len(entries) > MOST_PARTS or sum(info.file_size for info in entries) > MOST_BYTES:
        raise NoWordFile("bomb")
    if len(names) != len(entries):
        raise NoWordFile("damaged")
    return {info.filename: archive.read(info) for info in entries}


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the parts as a file. The same parts give the same bytes: no day of writing is kept in it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            info = ZipInfo(name, FIRST_DAY_OF_ZIP)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def paragraphs_of(data: bytes) -> list[str]:
    """Return what a reader sees of a DOCX, paragraph by paragraph, with line breaks as such: what its headers say, the
    body, what its footers say."""
    parts = read_word_file(data).parts
    heads, feet = (sorted(name for name in parts if name.startswith(f"word/{kind}")) for kind in ("header", "footer"))
    around = {name: list(filter(None, _paragraphs(name, parts[name]))) for name in (*heads, *feet)}
    body = _paragraphs("word/document.xml", parts["word/document.xml"])
    return [
        *(line for name in heads for line in around[name]),
        *body,
        *(line for name in feet for line in around[name]),
    ]


def _paragraphs(name: str, content: bytes) -> list[str]:
    return [_text(paragraph) for paragraph in _tree(name, content).iter(f"{W}p")]


def _text(paragraph: etree._Element) -> str:
    # Only what stands in runs: a paragraph's properties have tabs too, which are places and no characters.
    words = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
    pieces = (piece for run in paragraph.iter(f"{W}r") for piece in run)
    return "".join(piece.text or "" if piece.tag == f"{W}t" else words.get(str(piece.tag), "") for piece in pieces)


def _tree(name: str, content: bytes) -> etree._Element:
    """Read one part, without following what it names. Its document type is asked of the tree, not of the bytes, which
    may be in any encoding."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise NoWordFile("damaged", name) from error
    if tree.getroottree().docinfo.doctype:
        raise NoWordFile("doctype", name)
    return tree


def _instructions(tree: etree._Element) -> Iterator[Instruction]:
    open_fields: list[_Open] = []
    for one in tree.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText"):
        if one.tag == f"{W}fldSimple":
            yield Instruction(one.get(f"{W}instr", "").strip(), nested=_in_instruction(open_fields))
        elif one.tag == f"{W}instrText" and open_fields:
            open_fields[-1].words.append(one.text or "")
        elif one.tag == f"{W}fldChar":
            yield from _mark(one.get(f"{W}fldCharType", ""), open_fields)
    if open_fields:
        raise NoWordFile("damaged")


class _Open:
    """A field whose end was not read yet."""

    def __init__(self, nested: bool):
        self.words: list[str] = []
        self.in_instruction, self.nested = True, nested


def _in_instruction(open_fields: list[_Open]) -> bool:
    return bool(open_fields) and open_fields[-1].in_instruction


def _mark(kind: str, open_fields: list[_Open]) -> Iterator[Instruction]:
    """Open a field, begin its result, or close it, which gives its instruction."""
    if kind == "begin":
        if open_fields:
            open_fields[-1].nested = open_fields[-1].nested or open_fields[-1].in_instruction
        open_fields.append(_Open(_in_instruction(open_fields)))
    elif not open_fields:
        raise NoWordFile("damaged")
    elif kind == "separate":
        open_fields[-1].in_instruction = False
    elif kind == "end":
        closed = open_fields.pop()
        yield Instruction("".join(closed.words).strip(), closed.nested)
