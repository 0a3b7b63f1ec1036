"""A photo keeps its pixels and the way it is held; where, when and with what it was taken is gone."""

from contextlib import suppress
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from jambi_coop.lib.files.pictures import ORIENTATION, without_metadata
from jambi_coop.lib.files.private_files import content_of, take_in

SECRETS = (b"Telepon Saya", b"2026:11:24", b"Rahasia", b"GPS-DI-SINI")
MAKE, TAKEN, PLACE = 0x010F, 0x0132, 0x8825


def exif(orientation):
    data = Image.Exif()
    data[MAKE], data[TAKEN] = "Telepon Saya", "2026:11:24 10:00:00"
    if orientation:
        data[ORIENTATION] = orientation
    data.get_ifd(PLACE).update({1: "S", 2: (1.0, 36.0, 0.0), 3: "E", 4: (103.0, 37.0, 0.0), 29: "GPS-DI-SINI"})
    return data


def picture(kind, mode="RGB", size=(9, 7), orientation=6, **how):
    image = Image.new(mode, size)
    for number in range(size[0] * size[1]):
        value = number * 37 % 256
        shade = value if mode in "L" else tuple((value * (band + 1)) % 256 for band in range(len(image.getbands())))
        image.putpixel((number % size[0], number // size[0]), shade)
    if kind == "PNG":
        how["pnginfo"] = PngInfo()
        how["pnginfo"].add_text("Comment", "Rahasia")
        how["pnginfo"].add_itxt("XML:com.adobe.xmp", "Rahasia")
    else:
        how |= {"comment": b"Rahasia", "xmp": b"<x>Rahasia</x>", "icc_profile": b"warna" * 9}
    out = BytesIO()
    image.save(out, kind, exif=exif(orientation), **how)
    return out.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


def upright(data):
    return ImageOps.exif_transpose(opened(data))


def assert_only_the_picture(before, after):
    assert opened(after).tobytes() == opened(before).tobytes()
    assert upright(after).size == upright(before).size
    assert upright(after).tobytes() == upright(before).tobytes()
    assert [secret for secret in SECRETS if secret in after] == []
    kept = opened(after).getexif()
    assert set(kept) <= {ORIENTATION}
    assert dict(kept.get_ifd(PLACE)) == {}
    assert without_metadata(after) == after


@settings(max_examples=60)
@given(
    st.sampled_from([("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "L")]),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.integers(0, 8),
    st.booleans(),
)
def test_the_picture_stays_and_the_place_goes(kind, size, orientation, progressive):
    how = {"progressive": progressive, "restart_marker_blocks": 2 * progressive} if kind[0] == "JPEG" else {}
    before = picture(*kind, size=size, orientation=orientation, **how)
    assert b"GPS-DI-SINI" in before
    assert_only_the_picture(before, without_metadata(before))


def test_colours_keep_their_profile():
    assert opened(without_metadata(picture("JPEG"))).info["icc_profile"] == b"warna" * 9


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hangs_behind_the_picture_goes(kind):
    first = picture(kind)
    assert without_metadata(first + b"\0\0" + picture(kind)) == without_metadata(first)


def test_a_photo_without_its_end_is_still_one():
    """As after a broken transfer; Pillow itself reads it."""
    whole = picture("JPEG", size=(40, 40))
    assert opened(without_metadata(whole[:-2])).tobytes() == opened(whole).tobytes()


@pytest.mark.parametrize(
    "data",
    [b"\xff\xd8\xff\xe1\x00", b"\xff\xd8\xff\xe1\xff\xff12", b"\xff\xd8\xff\xe1\x00\x01", b"\x89PNG\r\n\x1a\n\0\0"],
)
def test_a_file_that_cannot_be_taken_apart_is_refused(data):
    with pytest.raises(ValueError, match="part"):
        without_metadata(data)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_a_picture_or_a_refusal(tail):
    for start in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with suppress(ValueError):
            without_metadata(start + tail)


def test_a_file_is_kept_without_them_and_under_its_name():
    upload = content_of(picture("JPEG"), "foto.jpg")
    kept, facts = take_in(upload)
    data = kept.read()
    assert (kept.name, facts.size, facts.media_type) == ("foto.jpg", len(data), "image/jpeg")
    assert_only_the_picture(picture("JPEG"), data)


def test_a_photo_in_pieces_is_refused_in_words(settings):
    whole = picture("JPEG")
    at = whole.index(b"\xff\xda") + 2
    with pytest.raises(ValidationError) as refusal:
        take_in(content_of(whole[:at] + b"\xff\xff" + whole[at + 2 : at + 4], "foto.jpg"))
    assert refusal.value.code == "damaged"
