"""Files that are small and would be enormous, and what answering each takes: `python -m tests.bench.bombs`.

Each is read in a process of its own, which prints how the reader answered, the seconds, and the growth of its memory.
"""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

SECONDS, MEGABYTES = 2.0, 50.0
"""What refusing a file may take; the seconds also what reading a small one may."""

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PARTS = {
    "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "_rels/.rels": (
        f"<Relationships xmlns='{RELATIONS}'>"
        f"<Relationship Id='a' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    ),
    "xl/workbook.xml": (
        f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'>"
        "<sheets><sheet name='Data' sheetId='1' r:id='a'/></sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f"<Relationships xmlns='{RELATIONS}'>"
        f"<Relationship Id='a' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='b' Type='{OFFICE}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    ),
}
ODS = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": "<manifest/>",
}


def sheet_xml(cells: str, before: str = "", after: str = "") -> str:
    """The XML of a sheet with these rows."""
    return f"{before}<worksheet xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheetData>{cells}</sheetData>{after}</worksheet>"


def xlsx(cells: Iterable[str] = "", **parts: str) -> bytes:
    """A workbook of one sheet "Data", with any part replaced or added."""
    content = sheet_xml("".join(cells))
    return packed({**PARTS, "xl/worksheets/sheet1.xml": content, **parts})


def ods(rows: str) -> bytes:
    """An OpenDocument spreadsheet with these rows in one sheet."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f"xmlns:{short}='{name}:{short}:1.0'" for short in ("office", "table", "text", "calcext"))
    body = f"<table:table table:name='Data'>{rows}</table:table>"
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet>"
    return packed({**ODS, "content.xml": content + "</office:body></office:document-content>"})


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _long_cell() -> bytes:
    return xlsx(f"<row r='1'><c r='A1' t='inlineStr'><is><t>{'A' * 200_000_000}</t></is></c></row>")


def _long_cell_below_the_limit_of_parts() -> bytes:
    return xlsx(f"<row r='1'><c r='A1' t='inlineStr'><is><t>{'A' * 15_000_000}</t></is></c></row>")


def _long_shared_text() -> bytes:
    return xlsx(**{"xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'><si><t>{'A' * 15_000_000}</t></si></sst>"})


def _long_attribute() -> bytes:
    return xlsx(f"<row r='1' spans='{'1' * 15_000_000}'/>")


ONE_CELL = "<row r='1'><c r='A1'><v>1</v></c></row>"
STRANGE = "<a/>" * 3_500_000
"""Elements that nobody reads; what unpacks to more than this is refused by its size."""


def _strange_elements(part: str, root: str) -> bytes:
    return xlsx(**{part: f"<{root} xmlns='{MAIN}'>{STRANGE}</{root}>"})


def _linked_often(kind: str) -> bytes:
    """A workbook whose list of parts names one part two hundred times."""
    links = "".join(f"<Relationship Id='x{n}' Type='{OFFICE}/{kind}' Target='{kind}.xml'/>" for n in range(200))
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace("</Relationships>", f"{links}</Relationships>")
    return xlsx(**{f"xl/{kind}.xml": "<a>" + "<a/>" * 200_000 + "</a>", "xl/_rels/workbook.xml.rels": relations})


def _one_part_for_all_sheets() -> bytes:
    sheets = "".join(f"<sheet name='S{number}' sheetId='{number}' r:id='a'/>" for number in range(50))
    book = f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{sheets}</sheets></workbook>"
    return xlsx(ONE_CELL + "<row/>" * 50_000, **{"xl/workbook.xml": book})


def _shared_in_every_cell() -> bytes:
    """One long text that each of very many cells shows."""
    texts = f"<sst xmlns='{MAIN}'><si><t>{'A' * 200_000}</t></si></sst>"
    return xlsx("<row>" + "<c t='s'><v>0</v></c>" * 200 + "</row>", **{"xl/sharedStrings.xml": texts})


def _hidden_columns() -> bytes:
    columns = "<col min='1' max='16384' hidden='1'/>" * 300_000
    content = sheet_xml(ONE_CELL).replace("<sheetData>", f"<cols>{columns}</cols><sheetData>")
    return xlsx(**{"xl/worksheets/sheet1.xml": content})


def _lines_between_cells() -> bytes:
    return xlsx(f"<row>{('<c/>' + chr(10) * 40) * 100}</row>" for _row in range(3500))


def _blank_rows() -> bytes:
    return xlsx("".join(f"<row r='{number}' ht='15' s='1'/>" for number in range(1, 1_048_577)))


def _wide_rows() -> bytes:
    names = [f"{a}{b}{c}" for a in " ABCDEFGHIJKLMNOPQRSTUVWX" for b in " ABCDEFGHIJKLMNOPQRSTUVWXYZ" for c in
             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]  # fmt: skip
    letters = [name.replace(" ", "") for name in names if not (name[0] != " " and name[1] == " ")][:16_384]
    rows = ("".join(f"<c r='{name}{row}' s='1'/>" for name in letters) for row in range(1, 200))
    return xlsx("".join(f"<row r='{row}'>{cells}</row>" for row, cells in enumerate(rows, start=1)))


def _many_entries() -> bytes:
    return packed({**PARTS, **{f"xl/media/{number}.png": "" for number in range(10_000)}})


def _nested() -> bytes:
    content = b"\x00" * 10_000_000
    for depth in range(5):
        content = packed({f"{depth}-{copy}.zip": content for copy in range(10)})
    return content


def _large_pictures() -> bytes:
    return xlsx("<row r='1'/>", **{f"xl/media/{number}.bmp": b"\x00" * 50_000_000 for number in range(3)})


def declaring(content: bytes, size: int) -> bytes:
    """The workbook with another size declared of its largest part, in the directory and beside the part."""
    largest = max(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := changed.find(mark, start)) >= 0:
            if int.from_bytes(changed[start + place : start + place + 4], "little") == largest:
                changed[start + place : start + place + 4] = size.to_bytes(4, "little")
            start += 4
    return bytes(changed)


def _ods_repeated_rows() -> bytes:
    cell = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>"
    return ods(f"<table:table-row table:number-rows-repeated='1048576'>{cell}</table:table-row>")


def _ods_repeated_columns() -> bytes:
    cell = "<table:table-cell table:number-columns-repeated='16384' office:value-type='float' office:value='1'/>"
    return ods(f"<table:table-row>{cell}</table:table-row>" * 1000)


def _ods_repeated_text() -> bytes:
    text = f"<text:p>{'A' * 200_000}</text:p>"
    cell = f"<table:table-cell table:number-columns-repeated='100' office:value-type='string'>{text}</table:table-cell>"
    return ods(f"<table:table-row table:number-rows-repeated='1000'>{cell}</table:table-row>")


def _ods_repeated_value() -> bytes:
    value = f"office:value-type='string' office:string-value='{'A' * 200_000}'"
    cell = f"<table:table-cell table:number-columns-repeated='200' {value}/>"
    return ods(f"<table:table-row table:number-rows-repeated='1000'>{cell}</table:table-row>")


def _ods_hidden_rows() -> bytes:
    row = "<table:table-row table:visibility='collapse' table:number-rows-repeated='100000'/>"
    return ods(row * 50_000)


def _ods_spaces() -> bytes:
    return ods("<table:table-row><table:table-cell><text:p><text:s text:c='900000000'/></text:p></table:table-cell>"
               "</table:table-row>")  # fmt: skip


BOMBS: dict[str, Callable[[], bytes]] = {
    "a cell of 200 megabytes": _long_cell,
    "a cell of 15 megabytes": _long_cell_below_the_limit_of_parts,
    "a shared text of 15 megabytes": _long_shared_text,
    "an attribute of 15 megabytes": _long_attribute,
    "1,048,576 blank rows": _blank_rows,
    "rows of 16,384 blank cells": _wide_rows,
    "a cell in the last row and column": lambda: xlsx("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"),
    "a cell in an impossible row": lambda: xlsx("<row r='1'><c r='A99999999999'><v>1</v></c></row>"),
    "10,000 entries": _many_entries,
    "ZIP folders in ZIP folders": _nested,
    "15,000,000 strange elements": lambda: xlsx(
        **{"xl/worksheets/sheet1.xml": sheet_xml(ONE_CELL, after="<a/>" * 15_000_000)}
    ),
    "strange elements after the cells": lambda: xlsx(
        **{"xl/worksheets/sheet1.xml": sheet_xml(ONE_CELL, after=STRANGE)}
    ),
    "strange elements in a cell": lambda: xlsx(f"<row r='1'><c r='A1'>{STRANGE}</c></row>"),
    "strange elements in the shared texts": lambda: _strange_elements("xl/sharedStrings.xml", "sst"),
    "values in a cell": lambda: xlsx(f"<row r='1'><c r='A1'>{'<v/>' * 3_500_000}</c></row>"),
    "shared texts linked 200 times": lambda: _linked_often("sharedStrings"),
    "styles linked 200 times": lambda: _linked_often("styles"),
    "one part for all sheets": _one_part_for_all_sheets,
    "a long text in every cell": _shared_in_every_cell,
    "hidden columns": _hidden_columns,
    "a wrong declared size": lambda: declaring(_long_cell_below_the_limit_of_parts(), 1000),
    "pictures of 150 megabytes": _large_pictures,
    "ODS: a row repeated 1,048,576 times": _ods_repeated_rows,
    "ODS: cells repeated 16,384 times": _ods_repeated_columns,
    "ODS: 900,000,000 spaces": _ods_spaces,
    "ODS: a long text repeated": _ods_repeated_text,
    "ODS: a long value repeated": _ods_repeated_value,
    "ODS: strange elements": lambda: ods(STRANGE),
}
SLOW: dict[str, Callable[[], bytes]] = {
    "lines between cells": _lines_between_cells,
    "comments": lambda: xlsx(**{"xl/worksheets/sheet1.xml": sheet_xml(ONE_CELL, after="<!---->" * 2_300_000)}),
    "attributes": lambda: xlsx(
        **{
            "xl/worksheets/sheet1.xml": sheet_xml(
                ONE_CELL, after=("<a " + " ".join(f"a{n}=''" for n in range(50)) + "/>") * 40_000
            )
        }
    ),
    "cells without a place": lambda: xlsx(
        "<row>" + "<c t='inlineStr'><is><t>a</t></is></c>" * 20 + "</row>" for _row in range(12_000)
    ),
    "cells without content": lambda: xlsx(ONE_CELL + ("<row>" + "<c/>" * 20 + "</row>") * 35_000),
    "an almost blank sheet": lambda: xlsx(ONE_CELL + "<row r='50000'><c r='T50000'><v>1</v></c></row>"),
    "merged cells": lambda: xlsx(
        **{"xl/worksheets/sheet1.xml": sheet_xml(ONE_CELL, after="<mergeCell ref='A1:XFD9'/>" * 50_000)}
    ),
    "ODS: hidden rows": _ods_hidden_rows,
}
"""Small files that are read, since nothing in them is impossible: within the same seconds."""

READ = r"""
import json, re, sys, time
import django
from django.conf import settings
settings.configure(USE_I18N=False)
from jambi_coop.lib.sheets.workbook import UnreadableFile, read_workbook
def peak():
    with open("/proc/self/status") as status:  # getrusage would count what the process that started this one took
        return int(re.search(r"VmHWM:\s*(\d+)", status.read())[1]) / 1024
before, answer = peak(), "read"
start, begun = time.perf_counter(), time.process_time()
with open(sys.argv[1], "rb") as file:
    try:
        read_workbook(file, "bomb.xlsx")
    except UnreadableFile as refused:
        answer = refused.code
taken = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - begun}
print(json.dumps({"answer": answer, "megabytes": peak() - before, **taken}))
"""


def measured(content: bytes) -> dict:
    """Return the answer ("read", or the code of the refusal), seconds by the clock and of work, growth in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bomb.xlsx"
        path.write_bytes(content)
        done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> int:
    wrong = 0
    for name, make in {**BOMBS, **SLOW}.items():
        content = make()
        result = measured(content)
        is_answered = (result["answer"] == "read") == (name in SLOW) and result["seconds"] < SECONDS
        wrong += not is_answered or (name in BOMBS and result["megabytes"] >= MEGABYTES)
        size = len(content) / 1024
        print(
            f"{name:38} {size:9,.0f} KB  {result['answer']:20} {result['seconds']:6.2f} s {result['megabytes']:6.1f} MB"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
