"""Contrastive: crops are distributed as they say, the answer is the nearest view, and NT-Xent is NT-Xent."""

import math

import kornia
import pytest
import torch

from pitfalls.ambiguity.ntxent import NTXent
from pitfalls.frozen import Refused
from pitfalls.shapes import answered
from pitfalls.streams import Rng
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.rotation import Rotation


def codes(count: int, size: int = 8, seed: int = 0) -> torch.Tensor:
    return torch.randn(count, 2, size, generator=torch.Generator().manual_seed(seed))


def places(task: Contrastive, size: tuple[int, int], count: int = 20000) -> torch.Tensor:
    return task.place(size, count, Rng(0, "place")).flatten(0, 1).double()


@pytest.mark.parametrize("size", [(64, 64), (40, 90), (97, 33)])
@pytest.mark.parametrize("knobs", [{}, {"scale_low": 1.0}, {"scale_low": 0.01, "ratio_low": 0.1, "ratio_high": 10}])
def test_windows_lie_in_the_image(size, knobs):
    x, y, width, height = places(Contrastive(**knobs), size, 3000).T
    assert min(x.min(), y.min()) >= 0 and min(width.min(), height.min()) >= 1
    assert (x + width).max() <= size[1] and (y + height).max() <= size[0]


def test_area_is_uniform_and_ratio_log_uniform_where_there_is_room():
    task = Contrastive(scale_low=0.1, scale_high=0.5)  # half the area leaves room for 4/3
    x, _, width, height = places(task, (400, 400)).T
    share, ratio = width * height / 400**2, (width / height).log()
    assert share.mean().item() == pytest.approx(0.3, abs=0.003)
    assert share.var().item() == pytest.approx(0.4**2 / 12, rel=0.03)
    assert ratio.mean().item() == pytest.approx(0, abs=0.004)
    assert ratio.var().item() == pytest.approx((2 * math.log(4 / 3)) ** 2 / 12, rel=0.03)
    left = x / (400 - width)
    assert left.mean().item() == pytest.approx(0.5, abs=0.01) and left.var().item() == pytest.approx(1 / 12, rel=0.03)


def test_area_is_uniform_even_where_it_is_large():
    _, _, width, height = places(Contrastive(), (400, 400)).T
    share = width * height / 400**2
    assert (share.sort().values - torch.linspace(0.2, 1, len(share))).abs().max() < 0.012
    large = share > 0.97
    assert (width / height)[large].max() < 1.05  # hardly any room is left for other ratios


def kornias(size: int, count: int) -> torch.Tensor:
    torch.manual_seed(0)
    crop = kornia.augmentation.RandomResizedCrop((8, 8), scale=(0.2, 1.0), ratio=(3 / 4, 4 / 3))
    corner = crop.forward_parameters(torch.Size((count, 3, size, size)))["src"]  # four corners, clockwise
    width, height = (corner[:, 1, 0] - corner[:, 0, 0] + 1).double(), (corner[:, 3, 1] - corner[:, 0, 1] + 1).double()
    return torch.stack([corner[:, 0, 0].double(), corner[:, 0, 1].double(), width, height], 1)


def test_crops_are_those_of_a_random_resized_crop_at_a_given_area():
    size = 200
    theirs, ours = kornias(size, 40000), places(Contrastive(), (size, size))
    share = {name: part[:, 2] * part[:, 3] / size**2 for name, part in (("ours", ours), ("theirs", theirs))}
    # rejection makes large areas rarer, and that is all the difference
    assert 0.02 < share["ours"].mean() - share["theirs"].mean() < 0.06
    for low in (0.25, 0.45, 0.65, 0.8):
        mine, other = (
            part[(share[name] > low) & (share[name] < low + 0.1)] for name, part in (("ours", ours), ("theirs", theirs))
        )
        ratio, ratio_ = (part[:, 2].div(part[:, 3]).log() for part in (mine, other))
        assert len(other) > 1500
        assert ratio.mean().item() == pytest.approx(ratio_.mean().item(), abs=0.02)
        assert ratio.std().item() == pytest.approx(ratio_.std().item(), rel=0.06)
        middle, middle_ = (part[:, 0] + part[:, 2] / 2 for part in (mine, other))
        assert middle.mean().item() == pytest.approx(size / 2, abs=2) == pytest.approx(middle_.mean().item(), abs=2)
        # of the room that is left, since rejection makes areas smaller within a bin too
        place, place_ = (part[:, 0] / (size + 1 - part[:, 2]) for part in (mine, other))
        assert place.std().item() == pytest.approx(place_.std().item(), rel=0.06)


def test_the_two_views_of_an_image_and_all_images_are_drawn_apart():
    windows = Contrastive().place((64, 64), 4000, Rng(3, "place")).double()
    side = windows[..., 2]
    assert abs(torch.corrcoef(side.T)[0, 1]) < 0.06
    assert torch.equal(windows[:50], Contrastive().place((64, 64), 4000, Rng(3, "place")).double()[:50])


def test_patches_are_shown_as_they_are():
    patches = torch.rand(5, 2, 3, 8, 8)
    (views,), answer = Contrastive().pose(patches, Rng(0, "pose"))
    assert views is patches and answer.target.tolist() == [0, 1, 2, 3, 4]
    assert Contrastive().cut((64, 64)) == (48, 48) and Contrastive(crop=64).cut((96, 96)) == (64, 64)


@pytest.mark.parametrize("count", [64, 100, 256])
def test_correct_against_a_double_loop(count):
    task, guess = Contrastive(), codes(count)
    guess[:, 1] += guess[:, 0]
    right = []
    for image in range(count):
        start = min(image // 64 * 64, count - 64)
        pool = [(other, view) for other in range(start, start + 64) for view in range(2)]
        hits = 0
        for view in range(2):
            near = lambda place, own=guess[image, view]: torch.cosine_similarity(own, guess[place], dim=0)
            best = max((place for place in pool if place != (image, view)), key=near)
            hits += best == (image, 1 - view)
        right.append(hits / 2)
    found = task.correct(guess, answered(torch.arange(count)))
    assert found.tolist() == right and 0.05 < found.mean() < 0.95


@pytest.mark.parametrize("count", [64, 129, 256])
def test_chance_is_the_same_whatever_the_batch(count):
    task = Contrastive()
    answer = answered(torch.arange(count))
    assert task.blind(answer) == 1 / 127
    blind = torch.cat([task.correct(codes(count, 4, seed), answer) for seed in range(12800 // count)])
    assert blind.mean().item() == pytest.approx(1 / 127, abs=4 * math.sqrt(1 / 127 / len(blind)))
    collapsed = task.correct(torch.ones(count, 2, 16), answer)
    assert collapsed.mean().item() == pytest.approx(1 / 127, rel=1e-5)
    perfect = torch.eye(256)[:count, None].expand(-1, 2, -1)
    assert task.correct(perfect, answer).tolist() == [1] * count


def test_too_few_images_to_compare_are_refused():
    with pytest.raises(Refused, match="group is 64, but there are only 10 images"):
        Contrastive().correct(codes(10), answered(torch.arange(10)))
    assert Contrastive(group=10).correct(codes(10), answered(torch.arange(10))).shape == (10,)


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"scale_low": 0.6, "scale_high": 0.5}, "scale_low is 0.6"),
        ({"ratio_low": 2}, "ratio_low is 2"),
        ({"scale_low": 0}, "scale_low"),
        ({"group": 65}, "group"),
        ({"crop": -1}, "crop"),
    ],
)
def test_bad_knobs_are_refused_by_name(knobs, words):
    with pytest.raises(Refused, match=words):
        Contrastive(**knobs)
    with pytest.raises(Refused, match="at least 8"):
        Contrastive(crop=6).cut((64, 64))


@pytest.mark.parametrize("temperature", [0.1, 0.5])
def test_ntxent_against_a_double_loop(temperature):
    guess = codes(5)
    flat = torch.nn.functional.normalize(guess.flatten(0, 1).double(), dim=1)
    expected = []
    for i in range(10):
        j = i + 1 if i % 2 == 0 else i - 1
        like = lambda k, i=i: math.exp(float(flat[i] @ flat[k]) / temperature)
        expected.append(-math.log(like(j) / sum(like(k) for k in range(10) if k != i)))
    found = NTXent(temperature=temperature).loss(guess, answered(torch.arange(5)))
    assert found.tolist() == pytest.approx([(a + b) / 2 for a, b in zip(expected[::2], expected[1::2], strict=True)])


def test_ntxent_and_its_slope_against_lightly():
    loss = pytest.importorskip("lightly.loss").NTXentLoss(temperature=0.2)
    guess = codes(20).requires_grad_()
    ours = NTXent(temperature=0.2).loss(guess, answered(torch.arange(20))).mean()
    theirs = loss(guess[:, 0], guess[:, 1])
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-5)
    slopes = [torch.autograd.grad(each, guess, retain_graph=True)[0] for each in (ours, theirs)]
    assert torch.allclose(*slopes, atol=1e-6) and slopes[0].abs().max() > 1e-4


def test_ntxent_refuses_what_is_not_answered_once_a_view():
    assert NTXent().width(Contrastive()) == 64
    with pytest.raises(Refused, match="Rotation shows 1 views and is answered at the level of the image"):
        NTXent().width(Rotation())
