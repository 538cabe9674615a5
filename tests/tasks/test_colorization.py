from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.frozen import Refused
from pitfalls.shapes import answered
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.lab import rgb_to_lab

kornia = pytest.importorskip("kornia")


def pictures(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def test_view_is_lightness_alone_and_target_is_color_alone():
    patches = pictures(3, 1, 3, 16, 24)
    (view,), answer = Colorization().pose(patches, Rng(0, "pose"))
    assert view.shape == (3, 1, 1, 16, 24) and answer.target.shape == (3, 2, 4, 6)
    assert view.min() >= 0 and view.max() <= 1
    lab = kornia.color.rgb_to_lab(patches[:, 0])
    assert torch.allclose(view[:, 0, 0] * 100, lab[:, 0], atol=2e-3)
    gray = patches.mean(2, keepdim=True).expand_as(patches)
    assert Colorization().pose(gray, Rng(0, "pose"))[1].target.abs().max() < 0.03


def test_target_is_the_color_of_a_photograph_taken_from_farther_away():
    patches = pictures(2, 1, 3, 8, 8)
    target = Colorization(stride=4).pose(patches, Rng(0, "pose"))[1].target
    light = kornia.color.rgb_to_linear_rgb(patches[:, 0])
    small = light.view(2, 3, 2, 4, 2, 4).mean((3, 5))
    assert torch.allclose(target, kornia.color.rgb_to_lab(kornia.color.linear_rgb_to_rgb(small))[:, 1:], atol=5e-3)


def test_flat_colors_do_not_depend_on_the_stride():
    patches = pictures(4, 1, 3, 1, 1).expand(4, 1, 3, 16, 16)
    for stride in (1, 2, 4, 8):
        target = Colorization(stride=stride).pose(patches, Rng(0, "pose"))[1].target
        truth = rgb_to_lab(patches[:, 0])[:, 1:, :1, :1].expand_as(target)
        assert torch.allclose(target, truth, atol=1e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(24, 90), st.integers(24, 90), st.integers(0, 5), st.sampled_from([1, 2, 3, 4, 8]), st.integers(0, 99)
)
def test_windows_fit_roam_and_suit_the_stride(height, width, roam, stride, seed):
    task = Colorization(roam=roam, stride=stride)
    h, w = task.cut((height, width))
    assert h % stride == 0 and w % stride == 0
    windows = task.place((height, width), 50, Rng(seed, "place"))
    assert windows.shape == (50, 1, 4)
    x, y, across, down = windows[:, 0].unbind(1)
    assert (across == w).all() and (down == h).all()
    assert x.min() >= 0 and y.min() >= 0 and (x + w).max() <= width and (y + h).max() <= height
    assert x.max() - x.min() <= 2 * roam and y.max() - y.min() <= 2 * roam


def test_roaming_reaches_both_ends():
    windows = Colorization(roam=2).place((64, 64), 300, Rng(0, "place"))
    assert windows[:, 0, 0].unique().tolist() == [0, 1, 2, 3, 4]
    assert Colorization(roam=0).place((64, 64), 3, Rng(0, "place"))[0, 0].tolist() == [0, 0, 64, 64]


@pytest.mark.parametrize("knobs, size", [({"crop": 62}, 64), ({"crop": 64}, 64), ({"roam": 30}, 64), ({"crop": 4}, 64)])
def test_refuses_what_does_not_fit(knobs, size):
    with pytest.raises(Refused, match="Colorization"):
        Colorization(**knobs).cut((size, size))


def test_truth_gets_all_and_gray_gets_nothing():
    task = Colorization()
    answer = task.pose(pictures(5, 1, 3, 16, 16), Rng(0, "pose"))[1]
    assert torch.allclose(task.correct(answer.target, answer), torch.ones(5))
    assert torch.equal(task.correct(torch.zeros_like(answer.target), answer), torch.zeros(5))
    flipped = task.correct(-answer.target, answer)
    assert torch.equal(flipped, torch.zeros(5))


def test_a_gray_picture_gets_nothing_and_no_nan():
    answer = answered(torch.zeros(2, 2, 4, 4))
    assert torch.equal(Colorization().correct(answer.target, answer), torch.zeros(2))


def test_correctness_by_hand():
    target = torch.tensor([[[[30.0, 10.0, 0.0]], [[0.0, 0.0, 4.0]]]])  # chroma 30, 10, 4
    answer, task = answered(target), Colorization(radius=10)
    near = target.clone()
    near[0, 0, 0, 0] = 39  # off by 9, less than the radius
    assert task.correct(near, answer).item() == pytest.approx(1)
    near[0, 0, 0, 0] = 41  # off by 11
    assert task.correct(near, answer).item() == pytest.approx(14 / 44)
    near[0, 0, 0, 1] = 16  # off by 6, more than half the chroma
    assert task.correct(near, answer).item() == pytest.approx(4 / 44)
    assert replace(task, radius=12).correct(near, answer).item() == pytest.approx(34 / 44)


def test_the_blind_guess_is_the_best_constant_guess():
    colors = torch.tensor([[40.0, 0.0], [40.0, 0.0], [-40.0, 20.0]])
    answer, task = answered(colors[:, :, None, None].expand(3, 2, 4, 4)), Colorization()
    assert (task.constant_guess(answer) - colors[0]).norm() < 10
    assert task.blind(answer) == pytest.approx(2 / 3)
    random = task.pose(pictures(6, 1, 3, 16, 16), Rng(0, "pose"))[1]
    for ab in ([0.0, 0.0], [10.0, 10.0], [20.0, -30.0], [-15.0, 15.0]):
        guess = torch.tensor(ab).view(2, 1, 1).expand_as(random.target)
        assert task.correct(guess, random).mean() <= task.blind(random) + 0.02


@pytest.mark.parametrize("radius,pull", [(7.0, 1.0), (10.0, 0.05), (10.0, 1.0), (30.0, 0.2)])
def test_the_blind_guess_is_never_below_gray_and_is_that_of_a_double_loop(radius, pull):
    task = Colorization(radius=radius, stride=8)
    patches = pictures(4, 1, 3, 16, 16, seed=3)
    gray = patches.mean(2, keepdim=True)
    answer = task.pose(gray + (patches - gray) * pull, Rng(0, "pose"))[1]
    target = answer.target.double().flatten(2)  # (4, 2, places)
    chroma = target.norm(dim=1)
    best, step = 0.0, radius / 2
    for row in range(int(220 / step) + 1):
        for column in range(int(220 / step) + 1):
            ab = torch.tensor([-110 + row * step, -110 + column * step], dtype=torch.float64)
            right = (ab[:, None] - target).norm(dim=1) < (chroma / 2).clamp(max=radius)
            best = max(best, float(((right * chroma).sum(1) / chroma.sum(1)).mean()))
    assert task.blind(answer) == pytest.approx(best, abs=1e-5)
    assert task.blind(answer) >= float(task.correct(torch.zeros_like(answer.target), answer).mean()) == 0
    assert task.blind(answered(torch.zeros(2, 2, 4, 4))) == 0


def test_what_is_looked_at_is_what_is_shown():
    images = pictures(2, 3, 20, 20)
    task = Colorization()
    (view,), _ = task.pose(images[:, None], Rng(0, "pose"))
    assert torch.equal(task.look(images), view[:, 0])
    assert task.look(images).shape[1] == task.channels == 1


def test_hints_show_the_true_color_of_so_many_places_and_nothing_else():
    patches, task = pictures(6, 1, 3, 16, 24), Colorization(hints=5)
    (view,), answer = task.pose(patches, Rng(0, "pose"))
    (plain,), same = Colorization().pose(patches, Rng(0, "pose"))
    assert torch.equal(answer.target, same.target) and torch.equal(view[:, :, :1], plain)
    assert view.shape == (6, 1, task.channels, 16, 24) and view.min() >= 0 and view.max() <= 1
    shown = view[:, 0, 3:]
    assert (shown.mean((1, 2, 3)) * 24 == 5).all() and shown.unique().tolist() == [0, 1]
    ab = (view[:, 0, 1:3] - 0.5) * 256
    true = answer.target.repeat_interleave(4, -1).repeat_interleave(4, -2)
    assert torch.allclose(ab, true * shown, atol=1e-3)
    again = task.pose(patches, Rng(0, "pose").at(1))[0][0][:, 0, 3:]
    assert not torch.equal(shown, again)  # drawn anew for each question


def test_whole_pictures_are_read_without_hints():
    images = pictures(2, 3, 16, 16)
    seen = Colorization(hints=3).look(images)
    assert torch.equal(seen[:, :1], Colorization().look(images)) and torch.equal(seen[:, 3:], torch.zeros(2, 1, 16, 16))
    assert torch.equal(seen[:, 1:3], torch.full((2, 2, 16, 16), 0.5))
    with pytest.raises(Refused, match="hints is 17"):
        Colorization(hints=17, roam=0).cut((16, 16))


def test_gray_pictures_can_be_left_out_of_the_loss():
    color = pictures(3, 1, 3, 16, 16)
    patches = torch.cat([color, color.mean(2, keepdim=True).expand_as(color), color * 0])
    weight = Colorization(gray=5.0).pose(patches, Rng(0, "pose"))[1].weight
    assert weight.tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert Colorization().pose(patches, Rng(0, "pose"))[1].weight.tolist() == [1] * 9
