"""A matplotlib figure as a notebook shows it: a picture with a text for those who do not see it."""

import io
from dataclasses import dataclass
from typing import Any

PNG = "image/png"
DPI = 90


@dataclass(frozen=True)
class Drawn:
    """A figure and what it says; a cell that ends with one shows the picture, a prompt prints the text."""

    figure: Any
    told: str

    def __repr__(self) -> str:
        return self.told

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return {PNG: png(self.figure), "text/plain": self.told}, {PNG: {"alt": self.told}}


def png(figure: Any, dpi: int = DPI) -> bytes:
    """A figure as PNG bytes of few colors, which a page of many pictures can hold."""
    from PIL import Image

    out, small = io.BytesIO(), io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, facecolor="white")
    out.seek(0)
    Image.open(out).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()
