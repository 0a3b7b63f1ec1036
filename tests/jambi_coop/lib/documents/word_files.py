"""Word files made for tests, with exactly the parts that a test needs."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def complex_field(instruction, shown="«x»"):
    """A field as Word writes it: its parts are runs of their own, and the instruction may be cut anywhere."""
    half = len(instruction) // 2
    pieces = (instruction[:half], instruction[half:])
    words = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{words}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def simple_field(instruction):
    return f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>«x»</w:t></w:r></w:fldSimple>'


def paragraph(*content):
    return f"<w:p>{''.join(content)}</w:p>"


def text(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def relations(*more):
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(more)}</Relationships>'


def relation(number, kind, target, *, outside=False):
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def word_parts(*paragraphs, header=""):
    """The parts of a DOCX by their names, with a header where one is given."""
    main = "".join(paragraphs)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>' if header else ""
    types = [("word/document.xml", "document.main"), ("word/settings.xml", "settings")]
    links = [relation(1, "settings", "settings.xml")]
    parts = {}
    if header:
        types.append(("word/header1.xml", "header"))
        links.append(relation(2, "header", "header1.xml"))
        parts["word/header1.xml"] = f'<w:hdr xmlns:w="{W}">{header}</w:hdr>'
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{WORD}.{kind}+xml"/>' for name, kind in types)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(relation(1, "officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{main}{section}</w:body>'
        "</w:document>",
        "word/settings.xml": f'<w:settings xmlns:w="{W}"/>',
        "word/_rels/document.xml.rels": relations(*links),
        **parts,
    }


def zipped(parts):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_file(*paragraphs, header=""):
    """A DOCX with these paragraphs."""
    return zipped(word_parts(*paragraphs, header=header))
