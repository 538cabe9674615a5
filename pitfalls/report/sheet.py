"""A matplotlib figure that a notebook shows by itself, as the last line of a cell, whatever backend is set."""

import io

from matplotlib.figure import Figure


class Sheet(Figure):
    """A figure with a picture of its own to hand out."""

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=100)
        return out.getvalue()
