"""What a user's own pictures must be: square, in color, channels first; each is copied."""

import math

import torch
from torch import Tensor

from pitfalls.frozen import Refused

COLORS, LEVELS = 3, 255


def checked_images(given: Tensor, name: str = "images") -> Tensor:
    """A copy of square color images as uint8 on the CPU; floats are rounded to the nearest of 256 levels."""
    shape = tuple(given.shape)
    if len(shape) != 4 or shape[1] != COLORS or shape[2] != shape[3]:
        wanted = "(N, 3, S, S): color, channels first, square"
        raise Refused(f"{name} has the shape {shape}, but it should be {wanted}{_reshaped(shape, name)}")
    if not shape[0]:
        raise Refused(f"{name} holds no picture, but it should hold one or more")
    given = given.detach().cpu()
    if given.dtype == torch.uint8:
        return given.clone(memory_format=torch.contiguous_format)
    if not given.is_floating_point():
        raise Refused(f"{name} is {given.dtype}, but it should be uint8 or float in [0, 1]{_narrowed(given, name)}")
    levels = (given.float() * LEVELS).round()
    low, high = float(levels.min()), float(levels.max())
    if not (low >= 0 and high <= LEVELS):  # false for NaN as well
        raise Refused(_outside(given, name))
    return levels.to(torch.uint8).contiguous()


def _outside(given: Tensor, name: str) -> str:
    """A sentence on floats that are no levels of light, with the numbers that show it and the way out."""
    broken = int((~given.isfinite()).sum())
    low, high = float(given.min()), float(given.max())
    told = f"{name} goes from {low:.6g} to {high:.6g}, but floats should lie in [0, 1]"
    if broken:
        return f"{told}; {broken} of its values are no finite numbers"
    if low >= 0 and high <= LEVELS:
        return f"{told}; {name} / 255 does, if 255 is white"
    if low >= -0.25 and high <= 1.25:  # as far as resizing overshoots
        return f"{told}; {name}.clip(0, 1), or {name}.clamp(0, 1) of a tensor, takes off what resizing overshot"
    return f"{told}; if they were normalized, multiply by the deviation and add the mean again"


def _narrowed(given: Tensor, name: str) -> str:
    """A hint for whole numbers of another kind."""
    if given.dtype == torch.bool or not given.numel():
        return ""
    wide = given.to(torch.int64)
    low, high = int(wide.min()), int(wide.max())
    if low >= 0 and high <= LEVELS:
        return f"; its values fit: {name}.astype('uint8'), or .byte() of a tensor"
    return f"; it goes from {low} to {high}; divide it by what is white" if low >= 0 else f"; it goes down to {low}"


def _reshaped(shape: tuple[int, ...], name: str) -> str:
    """A hint for pictures that lie in another order, or are gray, oblong or flattened."""
    match shape:
        case (_, height, width, 3) if height != 3:
            first = f"; {name}.permute(0, 3, 1, 2) puts the channels first (.transpose(0, 3, 1, 2) in NumPy)"
            return first if height == width else f"{first}; {_cropped(height, width)}"
        case (_, 1, height, width) if height == width:
            return f"; {_gray(name)}"
        case (_, height, width, 1) if height == width:
            moved = f"{name}.reshape(-1, 1, {height}, {width})"
            return f"; {_gray(moved)}"
        case (3, height, width) if height == width:
            return f"; {name}[None] makes a batch of one picture"
        case (_, height, width) if height == width:
            return f"; {_gray(f'{name}[:, None]')}"
        case (_, 3, height, width):
            return f"; {_cropped(height, width)}"
        case (_, 4, height, width) if height == width:
            return f"; {name}[:, :3] leaves the fourth channel out"
        case (_, height, width, 4) if height == width:
            return f"; {name}[..., :3].permute(0, 3, 1, 2) leaves the fourth channel out (.transpose in NumPy)"
        case (_, length) if length == 3 * math.isqrt(length // 3) ** 2 and length:
            side = math.isqrt(length // 3)
            return f"; {name}.reshape(-1, 3, {side}, {side}) makes pictures of its rows, if color goes first"
        case (_, length) if length == math.isqrt(length) ** 2 and length:
            moved = f"{name}.reshape(-1, 1, {math.isqrt(length)}, {math.isqrt(length)})"
            return f"; {_gray(moved)}"
    return ""


def _gray(name: str) -> str:
    return (
        f"numpy.repeat({name}, 3, 1), or {name}.expand(-1, 3, -1, -1) of a tensor, makes three channels of the gray one"
    )


def _cropped(height: int, width: int) -> str:
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return f"their largest square is [..., {top}:{top + side}, {left}:{left + side}]"
