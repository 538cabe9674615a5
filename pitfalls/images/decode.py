"""One file's bytes to one square of pixels, or the reason why not."""

import hashlib
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from pitfalls.images.budget import PIXELS
from pitfalls.images.formats import foreign
from pitfalls.images.pillow import FORMATS, TEXT
from pitfalls.images.pillow import strict as strict
from pitfalls.refused import plain

ROWS, ORIENTATION = 64, 0x0112
MOVING = {"GIF", "PNG", "WEBP", "AVIF", "TIFF"}  # an MPO's further frames are thumbnails or the other eye


class Unreadable(Exception):
    """Why a file gives no picture."""


@dataclass(frozen=True)
class Decoded:
    """pixels (3, side, side) uint8; content: a digest of all decoded pixels, as shown upright; notes on the file."""

    pixels: np.ndarray
    content: str
    notes: tuple[str, ...]


def decode(data: bytes, side: int, cap: float) -> Decoded:
    """The picture in `data`, its short side resized to `side` px and center-cropped; Unreadable with a reason.

    Transparent pixels lie on white, Exif rotation is applied, 16 bits become 8, more frames than one are
    left out. Antialiased with Keys' cubic kernel (1981) widened to the scale; color profiles are ignored.
    """
    if not data:
        raise Unreadable("empty file")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > cap * 1e6:
                raise Unreadable(f"{width} x {height} px is more than the cap of {cap:g} megapixels")
            with PIXELS.taking(width * height):
                return _decoded(opened, side)
    except (Unreadable, MemoryError):
        raise
    except UnidentifiedImageError:
        raise Unreadable(foreign(data)) from None
    except Exception as error:  # a decoder fed damaged bytes may raise anything
        told = plain(" ".join(str(error).split())) or type(error).__name__
        if "MAX_TEXT" in told or "text chunks" in told:
            raise Unreadable(f"more than {TEXT >> 20} MB of text or color profile beside its pixels") from None
        raise Unreadable(f"damaged ({told[:120]})") from None


def _decoded(opened: ImageFile.ImageFile, side: int) -> Decoded:
    many = opened.format in MOVING and getattr(opened, "is_animated", False)
    opened.load()
    image = rgb(upright(opened))
    notes = ("more than one frame, the first taken",) * many
    notes += (f"smaller than {side} px, enlarged",) * (min(image.size) < side)
    return Decoded(squared(image, side), _content(image), notes)


def _content(image: Image.Image) -> str:
    """A digest of all pixels, taken a few rows at a time, which spares a copy of them."""
    sha, (width, height) = hashlib.sha256(b"%d x %d " % image.size), image.size
    for top in range(0, height, ROWS):
        sha.update(image.crop((0, top, width, min(top + ROWS, height))).tobytes())
    return sha.hexdigest()


def upright(image: Image.Image) -> Image.Image:
    """The image as its Exif entry says it was held; as stored, where that entry is damaged."""
    try:
        held = image.getexif().get(ORIENTATION, 1)
        return ImageOps.exif_transpose(image) if held in range(2, 9) else image
    except Exception:  # damaged metadata is no reason to lose intact pixels
        return image


def rgb(image: Image.Image) -> Image.Image:
    """The image in 8-bit RGB, transparent parts on white."""
    if image.mode == "F":
        raise Unreadable("floating-point pixels have no stated white; save it with 8 or 16 bits")
    if image.mode == "I" or image.mode.startswith("I;16"):
        return Image.fromarray(_narrowed(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _narrowed(values: np.ndarray) -> np.ndarray:
    """16 bits as 8, to the nearest level, a few rows at a time."""
    if values.min() < 0 or values.max() > 65535:
        raise Unreadable("32-bit pixels beyond 0..65535 have no stated white; save it with 8 or 16 bits")
    out = np.empty(values.shape, np.uint8)
    for top in range(0, len(values), ROWS):
        out[top : top + ROWS] = (values[top : top + ROWS].astype(np.int64) * 255 + 32767) // 65535
    return out


def squared(image: Image.Image, side: int) -> np.ndarray:
    """(3, side, side) uint8: the largest centered square of the image, resized in one go."""
    width, height = image.size
    short = min(width, height)
    left, top = (width - short) / 2, (height - short) / 2
    small = image.resize((side, side), Image.Resampling.BICUBIC, box=(left, top, left + short, top + short))
    return np.ascontiguousarray(np.asarray(small).transpose(2, 0, 1))
