"""One file's bytes to one square of pixels, or the reason why not."""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

# Formats that Pillow decodes by itself; a PostScript file, say, would start another program.
# (A JPEG of several pictures, MPO, comes in through JPEG.)
Image.init()
FORMATS = [
    name
    for name in ("AVIF", "BMP", "DIB", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP")
    if name in Image.OPEN  # a build of Pillow may lack one
]
MOVING = {"GIF", "PNG", "WEBP", "AVIF", "TIFF"}  # an MPO's further frames are thumbnails or the other eye


class Unreadable(Exception):
    """Why a file gives no picture."""


@dataclass(frozen=True)
class Decoded:
    """pixels (3, side, side) uint8; content: a digest of all decoded pixels, as shown upright; notes on the file."""

    pixels: np.ndarray
    content: str
    notes: tuple[str, ...]


@contextmanager
def strict() -> Iterator[None]:
    """Pillow with its own size limit off (ours is checked in the header) and truncated files never filled up."""
    kept = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = None, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = kept


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
            many = opened.format in MOVING and getattr(opened, "is_animated", False)
            opened.load()
            image = rgb(upright(opened))
            content = hashlib.sha256(b"%d x %d " % image.size + image.tobytes()).hexdigest()
            notes = ("more than one frame, the first taken",) * many
            notes += (f"smaller than {side} px, enlarged",) * (min(image.size) < side)
            return Decoded(squared(image, side), content, notes)
    except Unreadable:
        raise
    except UnidentifiedImageError:
        raise Unreadable("not an image, or its header is damaged") from None
    except MemoryError:
        raise Unreadable("not enough memory to decode it") from None
    except Exception as error:  # a decoder fed damaged bytes may raise anything
        told = " ".join(str(error).split()) or type(error).__name__
        raise Unreadable(f"damaged ({told[:120]})") from None


def upright(image: Image.Image) -> Image.Image:
    """The image as its Exif entry says it was held; as stored, where that entry is damaged."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # damaged metadata is no reason to lose intact pixels
        return image


def rgb(image: Image.Image) -> Image.Image:
    """The image in 8-bit RGB, transparent parts on white."""
    if image.mode == "F":
        raise Unreadable("floating-point pixels have no stated white; save it with 8 or 16 bits")
    if image.mode == "I" or image.mode.startswith("I;16"):
        values = np.asarray(image).astype(np.int64)
        if values.min() < 0 or values.max() > 65535:
            raise Unreadable("32-bit pixels beyond 0..65535 have no stated white; save it with 8 or 16 bits")
        return Image.fromarray(((values * 255 + 32767) // 65535).astype(np.uint8)).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


def squared(image: Image.Image, side: int) -> np.ndarray:
    """(3, side, side) uint8: the largest centered square of the image, resized in one go."""
    width, height = image.size
    short = min(width, height)
    left, top = (width - short) / 2, (height - short) / 2
    small = image.resize((side, side), Image.Resampling.BICUBIC, box=(left, top, left + short, top + short))
    return np.ascontiguousarray(np.asarray(small).transpose(2, 0, 1))
