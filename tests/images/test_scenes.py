"""Scenes: keyed, exact in any company, and with a class that neither colors nor local patches tell."""

import numpy as np
import pytest
import torch
from scipy.stats import chi2_contingency
from sklearn.linear_model import LogisticRegression

from pitfalls.frozen import Refused
from pitfalls.images import scenes as module
from pitfalls.images.draws import Draws
from pitfalls.images.render import PARTS
from pitfalls.images.scenes import CLASSES, Scenes

some = Scenes(train=600, test=400)


@pytest.mark.parametrize("size", [32, 45, 64])
def test_number_17_is_the_same_in_whatever_company(size):
    scenes = Scenes(size=size)
    alone = scenes.scenes("train", 5, np.array([17]))
    crowd = scenes.scenes("train", 5, np.arange(40))
    turned = scenes.scenes("train", 5, np.arange(40)[::-1].copy())
    assert torch.equal(alone.pixels[0], crowd.pixels[17])
    assert torch.equal(alone.pixels[0], turned.pixels[22])
    assert int(alone.labels[0]) == int(crowd.labels[17])


def test_threads_change_no_pixel():
    threads = torch.get_num_threads()
    found = []
    for number in (1, 2):
        torch.set_num_threads(number)
        found.append(some.load("train", 0, 48).pixels)
    torch.set_num_threads(threads)
    assert torch.equal(*found)


def test_seeds_and_splits_have_scenes_of_their_own():
    sets = [some.load(split, seed, 40).pixels for split in ("train", "validation", "test") for seed in (0, 1)]
    rows = torch.cat(sets).flatten(1)
    assert len(rows.unique(dim=0)) == len(rows)
    assert torch.equal(some.load("test", 3, 10).pixels, some.load("test", 3, 30).pixels[:10])


def test_a_class_is_an_arrangement_and_no_single_place_tells_it():
    assert len({tuple(row) for row in CLASSES}) == 10
    for place in range(5):
        assert np.bincount(CLASSES[:, place], minlength=5).tolist() == [2] * 5
    for row in CLASSES:
        assert sorted(row) == list(range(len(PARTS)))
    turned = {tuple(np.roll(row[1:], k)) for row in CLASSES[:1] for k in range(4)}
    assert all(tuple(row[1:]) not in turned for row in CLASSES[1:] if row[0] == CLASSES[0][0])


def told(features, labels, test_features, test_labels):
    """Accuracy of a linear reader with its regularization left weak, and the bound that chance stays under."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=300).fit((features - mean) / scale, labels)
    return model.score((test_features - mean) / scale, test_labels)


def histogram(pixels):
    """Joint 4 x 4 x 4 color histograms, (N, 64)."""
    bins = (pixels.long() // 64).flatten(2)
    code = bins[:, 0] * 16 + bins[:, 1] * 4 + bins[:, 2]
    return torch.stack([torch.bincount(row, minlength=64) for row in code]).float().numpy()


def bag(pixels, words):
    """How often each of some patches of 9 px is the nearest to a scene's patches, (N, words)."""
    patches = pixels.float().mean(1, keepdim=True).unfold(2, 9, 4).unfold(3, 9, 4).flatten(1, 3).flatten(2)
    patches = patches - patches.mean(-1, keepdim=True)
    counts = [torch.bincount(torch.cdist(row, words).argmin(1), minlength=len(words)) for row in patches]
    return torch.stack(counts).float().numpy()


@pytest.mark.parametrize("colors", ["free", "bound"])
def test_color_histogram_and_bag_of_patches_stay_at_chance_and_whole_pictures_do_not(colors):
    scenes = Scenes(train=1200, test=600, colors=colors, grain=0.2, margin=0)
    train, test = scenes.load("train", 0), scenes.load("test", 0)
    labels, wanted = train.labels.numpy(), test.labels.numpy()
    chance = 0.1 + 3 * (0.1 * 0.9 / len(wanted)) ** 0.5
    assert told(histogram(train.pixels), labels, histogram(test.pixels), wanted) < chance
    every = train.pixels[:100].float().mean(1, keepdim=True).unfold(2, 9, 4).unfold(3, 9, 4).flatten(0, 3).flatten(1)
    every = every - every.mean(-1, keepdim=True)
    words = every[torch.randperm(len(every), generator=torch.manual_seed(0))[:64]]
    assert told(bag(train.pixels, words), labels, bag(test.pixels, words), wanted) < chance
    whole = lambda found: torch.from_numpy(found.factors["x"].numpy()).float().numpy()
    assert told(whole(train), labels, whole(test), wanted) > 0.5  # where the parts stand does tell


def test_the_second_label_is_the_way_the_texture_runs_and_has_nothing_to_do_with_the_class():
    found = some.load("train", 0, 600)
    wave = found.factors["texture"].argmax(1, keepdim=True)
    x, y = (found.factors[f"texture_{axis}"].gather(1, wave)[:, 0] for axis in "xy")
    off = (torch.atan2(y, x) - found.second * (np.pi / 4)) % np.pi
    assert float(torch.minimum(off, np.pi - off).max()) <= np.pi / 8 + 1e-6
    together = np.zeros((10, 4))
    np.add.at(together, (found.labels.numpy(), found.second.numpy()), 1)
    assert chi2_contingency(together).pvalue > 0.001
    assert together.sum(0).min() > 100


def test_the_largest_part_is_the_largest():
    found = some.load("train", 0, 200)
    assert torch.equal(found.factors["largest"], found.factors["radius"].argmax(1))


def test_the_second_label_can_be_read_off_spectra_that_tell_no_arrangement():
    """A second probe of what nothing tells would say the same of every network."""
    scenes = Scenes(train=900, test=500, margin=0)
    train, test = scenes.load("train", 0), scenes.load("test", 0)

    def spectrum(pixels):
        """The energy of waves of 3 to 7 px by their direction, (N, 12)."""
        gray = pixels.float().mean(1)
        energy = torch.fft.fft2(gray - gray.mean((1, 2), keepdim=True)).abs().square()
        y, x = torch.meshgrid(torch.fft.fftfreq(64), torch.fft.fftfreq(64), indexing="ij")
        band = (torch.hypot(x, y) - 0.24).abs() < 0.1
        way = (torch.atan2(y, x) / np.pi * 12).round().long() % 12
        return torch.stack([(energy * (band & (way == k))).sum((1, 2)) for k in range(12)], 1).log().numpy()

    known, asked = spectrum(train.pixels), spectrum(test.pixels)
    assert told(known, train.second.numpy(), asked, test.second.numpy()) > 0.55
    assert told(known, train.labels.numpy(), asked, test.labels.numpy()) < 0.2


@pytest.mark.parametrize("knob,value", [("grain", 0.0), ("contours", 0.0), ("light", 0.8), ("saturation", 0.9)])
def test_a_knob_changes_what_it_names_and_re_rolls_no_other_factor(knob, value):
    plain, turned = Scenes(), Scenes(**{knob: value})
    one, two = (each.factors(Draws(np.arange(8), "x")) for each in (plain, turned))
    same = {name for name in one if np.array_equal(one[name], two[name])}
    touched = {
        "grain": {"texture"},
        "contours": {"slope_x", "slope_y", "ink"},
        "light": {"light"},
        "saturation": {"paint"},
    }
    assert set(one) - same == touched[knob]


@pytest.mark.filterwarnings("error")
def test_bound_textures_are_bound_to_the_part_and_may_be_written_to():
    stripes = Scenes(textures="bound").load("train", 0, 3).factors["stripes"]
    assert stripes.tolist() == [[0, 1, 2, 3, 4]] * 3
    stripes += 1


def test_bound_colors_are_bound_to_the_part():
    hue = Scenes(colors="bound").factors(Draws(np.arange(300), "x"))["hue"]
    free = Scenes().factors(Draws(np.arange(300), "x"))["hue"]
    assert hue.std(0).max() < 0.03 < 0.2 < free.std(0).min()


def test_light_from_above_is_off_and_can_be_on():
    level = lambda scenes: scenes.load("train", 0, 400).pixels.float().mean((0, 1))
    dark, lit = level(Scenes()), level(Scenes(light=0.8))
    tilt = lambda rows: float(rows[: len(rows) // 3].mean() - rows[-len(rows) // 3 :].mean())
    assert abs(tilt(dark)) < 4 < 30 < tilt(lit)


def test_upright_figures_lean_by_the_jitter_at_most_and_free_ones_any_way():
    lean = lambda scenes: np.rad2deg(
        np.arctan2(*(scenes.factors(Draws(np.arange(200), "x"))[n][:, 0] for n in ("sin", "cos")))
    )
    assert np.abs(lean(Scenes(jitter=8))).max() <= 8.001
    assert np.abs(lean(Scenes(orientation="free"))).max() > 150


def test_draws_are_uniform_and_without_visible_correlation():
    draws = Draws(np.arange(4000), "check").uniform(6)
    assert abs(draws.mean() - 0.5) < 0.01 and abs(draws.std() - 12**-0.5) < 0.005
    assert np.abs(np.corrcoef(draws.T) - np.eye(6)).max() < 0.06
    assert np.abs(np.corrcoef(draws[1:, 0], draws[:-1, 0])[0, 1]) < 0.06


def test_more_than_there_are_is_refused():
    with pytest.raises(Refused, match="401 test scenes"):
        some.load("test", 0, 401)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_draws_the_same_pixels():
    here, there = some.load("train", 0, 200), some.load("train", 0, 200, "cuda")
    assert there.pixels.is_cuda and there.labels.is_cuda
    assert torch.equal(here.pixels, there.pixels.cpu())


def test_scenes_drawn_many_at_once_are_the_same(monkeypatch):
    few = some.load("train", 0, 40).pixels
    monkeypatch.setattr(module, "CHUNK", 40)
    assert torch.equal(some.load("train", 0, 40).pixels, few)
