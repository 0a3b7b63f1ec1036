"""Remove the metadata of photos: the place, the time and the telephone with which they were taken.

The picture is not compressed again: the file is rebuilt from those parts that make up the picture. Of the metadata
only the orientation is kept; without it the picture would be shown rotated.
"""

import re
import struct
import zlib
from collections.abc import Iterator

JPEG_START, PNG_START = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112
END, SCAN, COMMENT = 0xD9, 0xDA, 0xFE
ALONE = {0x01, *range(0xD0, 0xD8)}
"""Markers of a JPEG that are not followed by a length."""
APPLICATION = range(0xE0, 0xF0)
# Application segments that are kept: pixel density, colour profile, colour coding.
SAFE_SEGMENTS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
SAFE_CHUNKS = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
# Within the scan data FF 00 is a stuffed byte and FF D0–D7 a restart; any other FF xx is the next marker.
NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG or PNG with the same pixels; raises ValueError for a file whose parts cannot be separated."""
    return _jpeg(data) if data.startswith(JPEG_START) else _png(data)


def orientation_of(tiff: bytes) -> int:
    """Return the orientation, 1 to 8, from an Exif block; 1 where it has none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == ORIENTATION and kind == 3 and 1 <= value <= 8:
                return value
    except struct.error:
        pass
    return 1


def _tiff(orientation: int) -> bytes:
    """Return an Exif block with the orientation only."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


# --- JPEG --------------------------------------------------------------------------------------------


def _jpeg(data: bytes) -> bytes:
    kept, orientation = [], 1
    for marker, part in _segments(data):
        content = part[4:]
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            orientation = orientation_of(content[6:])
        elif marker in APPLICATION:
            wanted = SAFE_SEGMENTS.get(marker)
            if wanted is not None and content.startswith(wanted):
                kept.append((marker, part))
        elif marker != COMMENT:
            kept.append((marker, part))
    if orientation > 1:
        block = b"Exif\0\0" + _tiff(orientation)
        first = 1 if kept and kept[0][0] == 0xE0 else 0
        kept.insert(first, (0xE1, struct.pack(">HH", 0xFFE1, len(block) + 2) + block))
    return b"".join([data[:2], *(part for _marker, part in kept), bytes([0xFF, END])])


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each part up to the end of the picture. Anything after it is left out, since telephones
    append a second picture there with metadata of its own."""
    at = 2
    while True:
        found = NEXT_MARKER.search(data, at)
        if found is None or data[found.end() - 1] == END:
            return
        start, marker = found.end() - 2, data[found.end() - 1]
        at = found.end()
        if marker in ALONE:
            continue
        if len(data) < at + 2:
            raise ValueError("cut off within a part")
        (length,) = struct.unpack_from(">H", data, at)
        at += length
        if length < 2 or at > len(data):
            raise ValueError("a part of impossible length")
        if marker == SCAN:
            behind = NEXT_MARKER.search(data, at)
            at = behind.start() if behind else len(data)
        yield marker, data[start:at]


# --- PNG ---------------------------------------------------------------------------------------------


def _png(data: bytes) -> bytes:
    kept, orientation = [], 1
    for name, content in _chunks(data):
        if name == b"eXIf":
            orientation = orientation_of(content)
        elif name[:1].isupper() or name in SAFE_CHUNKS:
            kept.append((name, content))
    if orientation > 1:
        kept.insert(1, (b"eXIf", _tiff(orientation)))
    return data[:8] + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in kept
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, name = len(PNG_START), b""
    while name != b"IEND":
        if len(data) < at + 12:
            raise ValueError("cut off within a part")
        length, name = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(data):
            raise ValueError("a part of impossible length")
        yield name, content
