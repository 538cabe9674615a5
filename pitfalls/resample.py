"""Antialiased resampling of windows: rows of the result are weighted sums of a few of the rows, then columns."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

CACHE = 2**19  # numbers that one thread works on at a time: what stays in the cache is several times as fast


def resample(pixels: Tensor, windows: Tensor, size: tuple[int, int]) -> Tensor:
    """Windows (B, V, 4) of images `pixels` (B, C, H, W), at `size` (h, w) pixels: (B, V, C, h, w).

    A window x, y, width, height in pixels may start and end anywhere inside the image; a negative width is
    read from right to left. The filter is the triangle of `torch.nn.functional.interpolate(antialias=True)`
    in mode "bilinear", and agrees with it where windows lie on whole pixels; a pixel that lies partly in the
    window counts by that part, and nothing outside is seen.
    """
    (count, channels, height, width), views, (h, w) = pixels.shape, windows.shape[1], size
    x, y, across, down = windows.to(pixels.dtype).flatten(0, 1).unbind(-1)
    row, row_weight = taps(y, down, height, h)
    column, column_weight = taps(x, across, width, w)
    pixels = pixels.contiguous()
    image = torch.arange(count, device=pixels.device).repeat_interleave(views)
    out = pixels.new_empty(count * views, channels, h, w)
    for some in pieces(len(out), max(height, h) * channels * width, pixels.device):
        out[some] = mix(pixels, image[some], row[some], row_weight[some], column[some], column_weight[some])
    return out.view(count, views, channels, h, w)


def mix(
    pixels: Tensor, image: Tensor, row: Tensor, row_weight: Tensor, column: Tensor, column_weight: Tensor
) -> Tensor:
    """Weighted sums of a few rows, then of a few columns, of the images numbered `image` (N,): (N, C, h, w).

    pixels (B, C, H, W), contiguous; row and its weight (N, h, taps); column and its weight (N, w, taps).
    """
    (_, channels, height, width), h, w = pixels.shape, row.shape[1], column.shape[1]
    first = (image[:, None] * channels + torch.arange(channels, device=pixels.device)) * height
    rows = mix_rows(pixels.view(-1, width), row[:, None] + first[..., None, None], row_weight[:, None])
    first = torch.arange(len(image), device=pixels.device)[:, None, None] * width
    turned = rows.view(-1, channels * h, width).mT.contiguous().view(-1, channels * h)
    columns = mix_rows(turned, column + first, column_weight)
    return columns.view(-1, w, channels, h).permute(0, 2, 3, 1)


def mix_rows(table: Tensor, index: Tensor, weight: Tensor) -> Tensor:
    """Weighted sums of a few rows of a table (R, D): those numbered index (..., taps), (M, D) in the index's order."""
    weight = weight.expand_as(index).flatten(0, -2)
    return F.embedding_bag(index.flatten(0, -2), table, per_sample_weights=weight, mode="sum")


def taps(start: Tensor, extent: Tensor, length: int, size: int) -> tuple[Tensor, Tensor]:
    """Which of `length` pixels make each of `size` new ones, and how much: index and weight (N, size, taps).

    start, extent (N,): where each window begins and how long it is, at most `length`; negative is read backwards.
    """
    span = extent.abs()[:, None]
    scale = span / size
    reach = scale.clamp(min=1)
    place = torch.arange(size, device=start.device) + 0.5
    start = start[:, None]
    center = start + scale * torch.where(extent[:, None] < 0, size - place, place)
    most = -(-2 * max(length, size) // size)  # no window is longer than the image, so no filter is wider
    index = (center - reach + 0.5).floor()[..., None] + torch.arange(most, device=start.device)
    inside = torch.minimum(index + 1, (start + span)[..., None]) - torch.maximum(index, start[..., None])
    weight = (1 - (index + 0.5 - center[..., None]).abs() / reach[..., None]).clamp_(min=0) * inside.clamp_(0, 1)
    return index.clamp_(0, length - 1).long(), weight / weight.sum(-1, keepdim=True)


def pieces(count: int, numbers: int, device: torch.device) -> Iterator[slice]:
    """Consecutive slices of `count` things of so many numbers each: small ones on the CPU, else all at once."""
    some = max(1, CACHE * torch.get_num_threads() // numbers) if device.type == "cpu" else count
    for start in range(0, count, some):
        yield slice(start, min(start + some, count))
