"""Resampling agrees with torch's own antialiased interpolation of the cut-out, and sees nothing outside the window."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from pitfalls import resample as module
from pitfalls.resample import resample

GENERATOR = torch.Generator().manual_seed(0)


def oracle(image: torch.Tensor, window: list[int], size: tuple[int, int]) -> torch.Tensor:
    x, y, width, height = window
    piece = image[None, :, y : y + height, x : x + abs(width)]
    found = F.interpolate(piece, size, mode="bilinear", antialias=True)[0]
    return found.flip(-1) if width < 0 else found


@st.composite
def asked(draw):
    height, width = draw(st.integers(4, 40)), draw(st.integers(4, 40))
    windows = []
    for _ in range(6):
        across, down = draw(st.integers(1, width)), draw(st.integers(1, height))
        x, y = draw(st.integers(0, width - across)), draw(st.integers(0, height - down))
        windows.append([x, y, across * draw(st.sampled_from([1, -1])), down])
    # torch 2.15 itself is wrong where a window one pixel wide stays one pixel wide: it repeats the first row
    return (height, width), windows, (draw(st.integers(1, 50)), draw(st.integers(2, 50)))


@settings(max_examples=60, deadline=None)
@given(asked())
def test_whole_pixels_agree_with_interpolate(case):
    (height, width), windows, size = case
    pixels = torch.rand(2, 3, height, width, generator=GENERATOR)
    found = resample(pixels, torch.tensor(windows).view(2, 3, 4), size)
    assert found.shape == (2, 3, 3, *size) and found.is_contiguous()
    for place, window in enumerate(windows):
        image, look = divmod(place, 3)
        assert torch.allclose(found[image, look], oracle(pixels[image], window, size), atol=1e-5)


def test_a_window_of_the_size_of_the_patch_is_copied():
    pixels = torch.rand(2, 3, 30, 33, generator=GENERATOR)
    windows = torch.tensor([[[4, 5, 16, 12]], [[17, 18, -16, 12]]])
    found = resample(pixels, windows, (12, 16))
    assert torch.equal(found[0, 0], pixels[0, :, 5:17, 4:20])
    assert torch.equal(found[1, 0], pixels[1, :, 18:30, 17:33].flip(-1))


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0.6, 22), st.floats(0.6, 22), st.sampled_from([1, -1]))
def test_a_ramp_stays_a_ramp_wherever_the_window_lies(x, y, width, height, turn):
    ramp = (torch.arange(32.0) + 0.5).expand(1, 1, 32, 32)
    found = resample(torch.cat([ramp, ramp.mT], 1), torch.tensor([[[x, y, turn * width, height]]]), (9, 9))[0, 0]
    place = (torch.arange(9) + 0.5) / 9
    within = torch.tensor([max(width, 9) / 9, max(height, 9) / 9]) + 0.5  # no further off than the filter reaches
    across = x + width * (place if turn > 0 else 1 - place)
    assert (found[0] - across).abs().max() <= within[0]
    assert (found[1] - (y + height * place)[:, None]).abs().max() <= within[1]
    if width > 13:  # away from the window's border the filter is whole and its mean is its middle
        assert torch.allclose(found[0, :, 3:6], across[3:6].expand(9, -1), atol=0.25)


def test_it_moves_smoothly_with_the_window():
    pixels = torch.rand(1, 3, 24, 24, generator=GENERATOR)
    starts = torch.linspace(3, 5, 2001)
    windows = torch.stack([starts, starts * 0 + 2, starts * 0 + 17, starts * 0 + 9], 1)[None]
    steps = resample(pixels, windows, (8, 8))[0].diff(dim=0).abs().max()
    assert 0 < steps < 0.002


def test_a_column_one_pixel_wide():
    column = torch.tensor([1.0, 3.0]).view(1, 1, 2, 1)
    assert resample(column, torch.tensor([[[0, 0, 1, 2]]]), (3, 1)).flatten().tolist() == pytest.approx([1, 2, 3])


def test_nothing_outside_the_window_is_seen():
    pixels = torch.full((1, 1, 20, 20), 1e6)
    pixels[..., 4:11, 3:14] = 0.5
    assert torch.allclose(resample(pixels, torch.tensor([[[3, 4, 11, 7]]]), (5, 6)), torch.tensor(0.5))
    assert torch.allclose(resample(pixels, torch.tensor([[[3.3, 4.2, -10.4, 6.1]]]), (16, 3)), torch.tensor(0.5))


def test_pieces_change_nothing(monkeypatch):
    pixels = torch.rand(5, 3, 24, 24, generator=GENERATOR)
    windows = torch.tensor([[2, 3, 15, 20], [1, 0, -22, 24]]).expand(5, 2, 4)
    whole = resample(pixels, windows, (10, 12))
    monkeypatch.setattr(module, "CACHE", 1)
    assert len(list(module.pieces(10, 100, torch.device("cpu")))) == 10
    assert torch.equal(resample(pixels, windows, (10, 12)), whole)
    sliced = torch.rand(5, 3, 30, 30, generator=GENERATOR)
    sliced[..., 3:27, 2:26] = pixels
    assert torch.equal(resample(sliced[..., 3:27, 2:26], windows, (10, 12)), whole)


@pytest.mark.parametrize("size", [(64, 64), (31, 45)])
def test_the_number_of_calls_does_not_depend_on_the_number_of_images(size, monkeypatch):
    from torch.utils._python_dispatch import TorchDispatchMode

    class Count(TorchDispatchMode):
        calls = 0

        def __torch_dispatch__(self, func, types, args=(), kwargs=None):
            self.calls += 1
            assert func.__name__.split(".")[0] not in ("nonzero", "_local_scalar_dense", "item")
            return func(*args, **(kwargs or {}))

    monkeypatch.setattr(module, "CACHE", 2**30)
    counts = []
    for images in (2, 9):
        pixels, windows = torch.rand(images, 3, 48, 48), torch.tensor([3, 4, -30, 21]).expand(images, 2, 4)
        with Count() as mode:
            resample(pixels, windows, size)
        counts.append(mode.calls)
    assert counts[0] == counts[1] < 150  # half of them only look at a tensor in another shape
