"""Files that are no picture here: each is told for what it is."""

import io
import logging
import struct

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pitfalls.frozen import Refused
from pitfalls.images.decode import Unreadable, decode, strict


def why(data: bytes) -> str:
    with strict(), pytest.raises(Unreadable) as caught:
        decode(data, 16, 100)
    return str(caught.value)


def tiff(bands: int, bits: int, order: str = "<") -> bytes:
    """A TIFF of 16 x 16 px, its samples side by side."""
    pixels = np.random.default_rng(0).integers(0, 200, 256 * bands * bits // 8).astype(np.uint8).tobytes()
    few = bands <= (4 if bits == 8 else 2)
    entries = [(256, 3, 1, 16), (257, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 2 if bands > 2 else 1), (277, 3, 1, bands)]
    entries += [(278, 3, 1, 16), (279, 4, 1, len(pixels)), (284, 3, 1, 1)]
    depths = struct.pack(f"{order}{bands}H", *([bits] * bands))
    start = 8 + 2 + 12 * (len(entries) + 2) + 4
    entries += [(258, 3, bands, bits if bands == 1 else start), (273, 4, 1, start + len(depths))]
    out = (
        (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8) + struct.pack(f"{order}H", len(entries))
    )
    for tag, kind, count, value in sorted(entries):
        wide = kind == 4 or count > 1
        out += struct.pack(f"{order}HHI", tag, kind, count)
        out += struct.pack(f"{order}I", value) if wide else struct.pack(f"{order}HH", value, 0)
    assert few or bands > 2
    return out + b"\0\0\0\0" + depths + pixels


@pytest.mark.parametrize("bands,bits,order", [(13, 16, "<"), (6, 8, "<"), (13, 16, ">"), (5, 8, "<"), (8, 32, "<")])
def test_a_satellites_bands_are_counted_and_pillow_is_silent(bands, bits, order, caplog, capfd):
    logging.getLogger("PIL").setLevel(logging.NOTSET)
    with caplog.at_level(logging.ERROR):
        words = why(tiff(bands, bits, order))
    assert words == f"a TIFF of {bands} bands of {bits} bits; pictures of 1, 3 or 4 bands of 8 or 16 bits are read"
    assert not caplog.records and capfd.readouterr() == ("", "")


@pytest.mark.parametrize("bands,bits", [(3, 8), (1, 8), (3, 16)])
def test_ordinary_tiffs_are_read(bands, bits):
    assert decode(tiff(bands, bits), 16, 100).pixels.shape == (3, 16, 16)


@pytest.mark.parametrize(
    "start,words",
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC, which is not read here; convert it to JPEG or PNG"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", "HEIC, which"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "a video, which"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "not an image, or its header is damaged"),
        (b"%PDF-1.7\n", "PDF, which"),
        (b"8BPS\0\1", "a Photoshop file, which"),
        (b"\x93NUMPY\1\0", "a NumPy array, which"),
        (b"\0" * 128 + b"DICM", "DICOM, which"),
        (b"\xff\x0a\xff", "JPEG XL, which"),
        (b'<?xml version="1.0"?>\n<svg>', "SVG, which"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>", "a web page in the place of the picture; download it again"),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "a pointer of Git LFS in the place of the picture; git lfs pull",
        ),
        (b"\xff\xd8\xff\xe0" + bytes(range(200)), "not an image, or its header is damaged"),
        (b"hello", "not an image, or its header is damaged"),
        (b"II*\0\xff\xff\xff\xff", "not an image, or its header is damaged"),
    ],
)
def test_what_a_file_is_instead_of_a_picture_is_told(start, words):
    assert why(start + b"\0" * 40).startswith(words)


def test_an_intact_png_is_kept_whatever_is_written_in_it(noise, plain):
    image, bare, full, notes = Image.fromarray(noise(1)), io.BytesIO(), io.BytesIO(), PngInfo()
    image.save(bare, "PNG")
    notes.add_text("prompt", "x" * 3_000_000, zip=True)
    notes.add_itxt("workflow", "y" * 3_000_000, zip=True)
    image.save(full, "PNG", pnginfo=notes, icc_profile=bytes(2_000_000))
    with strict():
        assert np.array_equal(plain(full.getvalue()), plain(bare.getvalue()))


def test_a_png_that_unpacks_to_a_flood_of_text_is_told(noise):
    notes, out = PngInfo(), io.BytesIO()
    notes.add_text("bomb", "x" * (2**26 + 10), zip=True)
    Image.fromarray(noise(1)).save(out, "PNG", pnginfo=notes)
    assert why(out.getvalue()) == "more than 64 MB of text or color profile beside its pixels"


@pytest.mark.parametrize("ending,kind", [(".HEIC", "HEIC"), (".dcm", "DICOM"), (".nef", "a camera's raw file")])
def test_files_named_otherwise_are_told_what_to_do(zoo, small, ending, kind):
    root = zoo("a", "b", each=4)
    (root / "a" / f"IMG_1{ending}").write_bytes(b"x")
    expected = f"{kind}, which is not read here; convert it to JPEG or PNG"
    assert small(root).report().skipped == ((f"a/IMG_1{ending}", expected),)


def test_classes_of_one_picture_are_told_of(zoo, small):
    folder = small(zoo(*map(str, range(12)), each=1))
    with pytest.raises(Refused, match=r"no test images .12 train.*every class has one picture, and train comes first"):
        folder.load("test", 0)


def test_pictures_with_hardly_anything_to_see_are_noted(zoo, small):
    root = zoo("a", "b", each=4)
    Image.new("RGB", (40, 40), (9, 99, 9)).save(root / "a" / "one.png")
    Image.fromarray(np.random.default_rng(0).integers(0, 6, (40, 40, 3), np.uint8)).save(root / "a" / "dark.png")
    Image.fromarray(
        np.random.default_rng(0).integers(0, 255, (40, 40, 3), np.uint8) * np.array([1, 1, 0], np.uint8)
    ).save(root / "a" / "yellow.png")
    assert dict(small(root).report().notes) == {
        "a/one.png": "the same value in every pixel",
        "a/dark.png": "nearly black, no pixel above 7 of 255",
        "a/yellow.png": "nothing in the blue channel",
    }
