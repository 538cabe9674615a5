"""Pillow as it is used here: which formats it may read, and how strictly."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile, PngImagePlugin

# Formats that Pillow decodes by itself; a PostScript file, say, would start another program.
# (A JPEG of several pictures, MPO, comes in through JPEG.)
Image.init()
FORMATS = [
    name
    for name in ("AVIF", "BMP", "DIB", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP")
    if name in Image.OPEN  # a build of Pillow may lack one
]
TEXT = 2**26  # bytes that a PNG's texts and color profile may unpack to: none of them is used


@contextmanager
def strict() -> Iterator[None]:
    """Pillow with its own size limits off (ours is checked in the header), silent, and filling up no truncated file."""
    log = logging.getLogger("PIL")
    level = log.level
    settings = (
        (Image, "MAX_IMAGE_PIXELS", None),
        (ImageFile, "LOAD_TRUNCATED_IMAGES", False),
        (PngImagePlugin, "MAX_TEXT_CHUNK", TEXT),
        (PngImagePlugin, "MAX_TEXT_MEMORY", 4 * TEXT),
    )
    kept = [getattr(place, name) for place, name, _ in settings]
    try:
        for place, name, value in settings:
            setattr(place, name, value)
        log.setLevel(logging.CRITICAL)  # it tells of bands that it cannot read on the terminal
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)
        for (place, name, _), value in zip(settings, kept, strict=True):
            setattr(place, name, value)
