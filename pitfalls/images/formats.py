"""What a file is that is not read here, by its ending or its first bytes, and what to do about it."""

import io
import os

from PIL.TiffImagePlugin import ImageFileDirectory_v2

CONVERT = "{}, which is not read here; convert it to JPEG or PNG"
UNREAD = {
    **dict.fromkeys((".heic", ".heif", ".hif"), "HEIC"),
    **dict.fromkeys((".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf"), "a camera's raw file"),
    **dict.fromkeys((".dcm", ".dicom"), "DICOM"),
    **dict.fromkeys((".npy", ".npz"), "a NumPy array"),
    **dict.fromkeys((".fits", ".fit"), "FITS"),
    **dict.fromkeys((".h5", ".hdf5", ".mat"), "an array file"),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm"), "a video"),
    ".svg": "SVG", ".jxl": "JPEG XL", ".exr": "OpenEXR", ".psd": "a Photoshop file", ".pdf": "PDF", ".nii": "NIfTI",
}  # fmt: skip
STARTS = (
    (b"%PDF", "PDF"), (b"8BPS", "a Photoshop file"), (b"\xff\x0a", "JPEG XL"), (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\x76\x2f\x31\x01", "OpenEXR"), (b"\x93NUMPY", "a NumPy array"), (b"\x89HDF", "an array file"),
    (b"SIMPLE  =", "FITS"), (b"%!PS", "PostScript"), (b"<svg", "SVG"), (b"\0\0\x01\0", "an icon"),
)  # fmt: skip


def unread(path: str) -> str:
    """Why a file is not taken that is not named like a picture."""
    kind = UNREAD.get(os.path.splitext(f"_{path}")[1].lower())  # an ending alone is one too
    return CONVERT.format(kind) if kind else "not named like an image"


def foreign(data: bytes) -> str:
    """What bytes are that no decoder here takes, and what to do; that they are no picture where it is not known."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data[4:8] == b"ftyp" and data[8:11] != b"avi":  # that of AVIF is only damaged
        pictures = (b"hei", b"hev", b"mif", b"msf")
        return CONVERT.format("HEIC" if data[8:11] in pictures else "a video")
    if data[128:132] == b"DICM":
        return CONVERT.format("DICOM")
    if start.startswith(b"version https://git-lfs"):
        return "a pointer of Git LFS in the place of the picture; git lfs pull fetches it"
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "a web page in the place of the picture; download it again"
    if start.startswith(b"<?xml") and b"<svg" in data[:4096]:
        return CONVERT.format("SVG")
    for first, kind in STARTS:
        if start.startswith(first) or data.startswith(first):
            return CONVERT.format(kind)
    return _bands(data) or "not an image, or its header is damaged"


def _bands(data: bytes) -> str:
    """A TIFF's bands, where it is one of more than are read."""
    if data[:4] not in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return ""
    try:
        entries, file = ImageFileDirectory_v2(data[: 16 if b"+" in data[:4] else 8]), io.BytesIO(data)
        file.seek(entries.next)
        entries.load(file)
        bands, bits = int(entries.get(277, 1)), entries.get(258, (1,))
    except Exception:  # damaged in any way
        return ""
    deep = max(bits) if isinstance(bits, tuple) else bits
    if bands in (1, 3, 4) and deep in (1, 2, 4, 8, 16, 32):
        return ""  # it is not the number of its bands
    return f"a TIFF of {bands} bands of {deep} bits; pictures of 1, 3 or 4 bands of 8 or 16 bits are read"
