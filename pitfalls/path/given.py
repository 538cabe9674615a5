"""What a cue, a defense or `place` must give: the shape, the type and about the range of what it was handed."""

from collections.abc import Callable

from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.path.watched import alike
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Defense
from pitfalls.streams import Rng

NEAR, FAR = 0.01, 10.0  # what lies beyond [0, 1] by more is no picture; nor a view, whatever noise did to it


def check_frames(name: str, out: Frames, images: Frames) -> None:
    """Refuse what is no Frames with pictures of the size and range that `images` have."""
    if not isinstance(out, Frames) or out.size != images.size:
        shape = f"{out.size} px" if isinstance(out, Frames) else f"a {type(out).__name__}"
        raise Refused(f"{name} gives {shape}, but it should give Frames of {images.size} px: frames.with_pixels(...)")
    check_values(name, out.pixels, images.pixels, NEAR, sized=False)


def check_windows(name: str, windows: Tensor, wanted: tuple, resampled: bool, size: tuple[int, int]) -> None:
    """Refuse windows that have not the `wanted` shape, or (unless resampled) whole pixels and the `size` of a patch."""
    if not isinstance(windows, Tensor) or tuple(windows.shape) != wanted:
        shape = f"the shape {tuple(windows.shape)}" if isinstance(windows, Tensor) else f"a {type(windows).__name__}"
        raise Refused(f"{name} gives {shape}, but it should give windows (pictures, views, 4): {wanted}")
    if resampled:
        return
    if windows.is_floating_point():
        raise Refused(
            f"{name} gives {windows.dtype} windows, but they should lie on whole pixels; write windows.long()"
        )
    extent = windows[..., 2:].abs()
    if bool((extent[..., 0] != size[1]).any()) or bool((extent[..., 1] != size[0]).any()):
        width, height = (int(side) for side in extent.reshape(-1, 2)[0])
        raise Refused(
            f"{name} gives windows of {height} x {width} px, but `cut` says {size[0]} x {size[1]}; they are cut out "
            "exactly, unless the task says resample = True"
        )


def check_values(name: str, out: Tensor, given: Tensor, slack: float, sized: bool = True) -> None:
    """Refuse another shape, type or device than were `given`, and values that lie more than `slack` beyond [0, 1]."""
    if not isinstance(out, Tensor) or (sized and out.shape != given.shape):
        told = f"the shape {tuple(out.shape)}" if isinstance(out, Tensor) else f"a {type(out).__name__}"
        raise Refused(f"{name} gives {told}, but it should keep that of what it is handed, {tuple(given.shape)}")
    if out.dtype != given.dtype or out.device != given.device:
        told = f"{out.dtype} on {out.device}"
        raise Refused(f"{name} gives {told}, but it should be {given.dtype} on {given.device}, as it was handed")
    low, high = float(out.min()), float(out.max())
    if not -slack <= low <= high <= 1 + slack:
        raise Refused(f"{name} gives values from {low:g} to {high:g}, but those of a picture lie in [0, 1]")


def check_draws(defense: Defense, name: str, out: Tensor | Frames, again: Callable[[Rng], Tensor | Frames]) -> None:
    """Refuse a defense that calls itself deterministic and gives something else (`again`) with another stream."""
    if defense.deterministic and not alike(out, again(Rng(1, "faults"))):
        raise Refused(f"{name} draws, but {type(defense).__name__}.deterministic says that it does not")
