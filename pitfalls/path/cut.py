"""Cut windows out of images: exactly where they have the size of the patch, resampled where they do not."""

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.resample import resample
from pitfalls.shapes import Frames


def cut(images: Frames, windows: Tensor, size: tuple[int, int], resampled: bool = False) -> Tensor:
    """Patches (B, V, C, h, w) of the given `size` (h, w), from windows (B, V, 4) inside the images.

    Without `resampled` a window must have the size of the patch and lie on whole pixels, and its pixels are
    copied bit for bit. A negative width is read from right to left.
    """
    if resampled:
        return resample(images.inner, windows, size)
    pixels, margin = images.pixels, images.margin
    (count, channels, _, across), views = pixels.shape, windows.shape[1]
    height, width = size
    x, y, extent, _ = windows.long().unbind(-1)
    span = torch.arange(width, device=pixels.device)
    columns = x[..., None] + margin + torch.where(extent[..., None] < 0, width - 1 - span, span)
    rows = y[..., None] + margin + torch.arange(height, device=pixels.device)
    flat = (rows[..., None] * across + columns[..., None, :]).view(count, 1, -1).expand(-1, channels, -1)
    patches = pixels.flatten(2).gather(2, flat).view(count, channels, views, height, width)
    return patches.transpose(1, 2)


def lie_inside(windows: Tensor, size: tuple[int, int]) -> bool:
    """Whether windows (B, V, 4) lie in images of `size` (height, width); it waits for the device."""
    corner, end = windows[..., :2], windows[..., :2] + windows[..., 2:].abs()
    return float(corner.min()) >= 0 and float(end[..., 0].max()) <= size[1] and float(end[..., 1].max()) <= size[0]


def check_inside(windows: Tensor, size: tuple[int, int], who: object) -> None:
    """Refuse windows (B, V, 4) that reach beyond images of `size` (height, width), told of `who` placed them so.

    Beyond the picture lies what is kept for cues, and then the next row. It waits for the device: a trial asks once.
    """
    if lie_inside(windows, size):
        return
    corner, end = windows[..., :2], windows[..., :2] + windows[..., 2:].abs()
    need = int((end.amax(1) - corner.amin(1)).max())
    raise Refused(
        f"{who!r} looks beyond the pictures: its windows take {need} px and lie from {int(corner.min())} to "
        f"{int(end.max())}, but the pictures have {size[1]} x {size[0]} px; place them inside, or take smaller ones."
    )
