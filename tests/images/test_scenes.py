"""Scenes: keyed, exact in any company, and of a species that neither colors nor any single part tell."""

import numpy as np
import pytest
import torch
from scipy.stats import chi2_contingency, chisquare
from sklearn.linear_model import LogisticRegression

from pitfalls.frozen import Refused
from pitfalls.images import scenes as module
from pitfalls.images.draws import Draws
from pitfalls.images.kinds import KINDS
from pitfalls.images.render import REACH, RIM, background
from pitfalls.images.scenes import LUMA, SPECIES, VERSION, Scenes, colors

some = Scenes(train=600, test=400)


def drawn(count=4000, name="x", **knobs):
    """The factors of some scenes."""
    return Scenes(**knobs).factors(Draws(np.arange(count), name))


@pytest.mark.parametrize("size", [32, 45, 64])
def test_number_17_is_the_same_in_whatever_company(size):
    scenes = Scenes(size=size)
    alone = scenes.scenes("train", 5, np.array([17]))
    crowd = scenes.scenes("train", 5, np.arange(40))
    turned = scenes.scenes("train", 5, np.arange(40)[::-1].copy())
    assert torch.equal(alone.pixels[0], crowd.pixels[17])
    assert torch.equal(alone.pixels[0], turned.pixels[22])
    assert int(alone.labels["species"][0]) == int(crowd.labels["species"][17])


def test_threads_change_no_pixel():
    threads = torch.get_num_threads()
    found = []
    for number in (1, 2):
        torch.set_num_threads(number)
        found.append(some.load("train", 0, 20).pixels)
    torch.set_num_threads(threads)
    assert torch.equal(*found)


def test_scenes_drawn_many_at_once_are_the_same(monkeypatch):
    few = some.load("train", 0, 40).pixels
    monkeypatch.setattr(module, "CHUNK", 40)
    assert torch.equal(some.load("train", 0, 40).pixels, few)


def test_seeds_and_splits_have_scenes_of_their_own():
    sets = [some.load(split, seed, 40).pixels for split in ("train", "validation", "test") for seed in (0, 1)]
    rows = torch.cat(sets).flatten(1)
    assert len(rows.unique(dim=0)) == len(rows)
    assert torch.equal(some.load("test", 3, 10).pixels, some.load("test", 3, 30).pixels[:10])


def test_a_split_has_as_many_as_its_knob_says_and_no_more():
    few = Scenes(size=32, train=5, validation=4, test=3)
    found = [len(few.load(split, 0, count).pixels) for split in ("train", "validation", "test") for count in (None, 9)]
    assert found == [5, 5, 4, 4, 3, 3]


def plainly(scenes, index):
    """The training scenes of seed 0, every part drawn over the whole canvas: one scene and one part at a time."""
    factors = scenes.factors(Draws(index, "scenes", VERSION, 0, "train"))
    given = {name: torch.from_numpy(value.astype(np.float32)) for name, value in factors.items()}
    side = scenes.size + 2 * scenes.margin
    line = (torch.arange(side, dtype=torch.float32) - scenes.margin + 0.5) / scenes.size - 0.5
    canvas = background(given, line[None, None, :], line[None, :, None])
    for row, pixels in enumerate(canvas):
        for part, kind in enumerate(factors["kind"][row]):
            x, y, cos, sin, radius = (given[name][row, part] for name in ("x", "y", "cos", "sin", "radius"))
            across, down = (line - x)[None, :], (line - y)[:, None]
            distance = list(KINDS.values())[kind](across * cos + down * sin, down * cos - across * sin)
            inside = distance * (radius * scenes.size)
            tone = (1 - (RIM - inside.abs()).clamp(0, 1) * 0.6) * given["paint"][row, part][:, None, None]
            pixels += (0.5 - inside).clamp(0, 1) * (tone - pixels)
    return (canvas * 255 + 0.5).clamp(0, 255).to(torch.uint8)


@pytest.mark.parametrize(
    "scenes",
    [
        Scenes(),
        Scenes(size=45, margin=0, wander=0.2, spread=0.2),  # parts reach beyond the canvas
        Scenes(size=32, margin=20, scaling=0.3),
        Scenes(size=160, scaling=0.0, tilt=180.0),  # every part is as large as the window allows for
        Scenes(size=96, lean=180.0, tilt=180.0, turned=1.0, strays=5, bond=1.0, light=0.5),
    ],
    ids=["default", "beyond", "margin", "largest", "turned"],
)
def test_drawing_in_windows_gives_the_pixels_of_drawing_over_the_whole_picture(scenes):
    index = np.arange(40 if scenes.size < 160 else 16)
    found, wanted = scenes.scenes("train", 0, index).pixels, plainly(scenes, index)
    wrong = (found != wanted).flatten(1).any(1)
    assert not wrong.any(), f"scenes {wrong.nonzero().flatten().tolist()} differ"


def test_no_part_reaches_farther_than_its_window_allows_for():
    line = torch.linspace(-2, 2, 401)
    v, u = torch.meshgrid(line, line, indexing="ij")
    reach = {name: float((u * u + v * v).sqrt()[distance(u, v) < 0].max()) for name, distance in KINDS.items()}
    assert max(reach.values()) <= REACH, reach


def test_a_species_is_a_composition_that_no_single_part_tells():
    assert SPECIES.shape == (16, 5)
    for place in range(5):
        assert np.bincount(SPECIES[:, place], minlength=8).tolist() == [2] * 8
    agree = (SPECIES[:, None] == SPECIES[None]).sum(-1)
    assert np.array_equal(np.diag(agree), [5] * 16) and (agree - 5 * np.eye(16)).max() == 1
    assert all(len(set(row)) == 5 for row in SPECIES.tolist())


@pytest.mark.parametrize("strays", [0, 1, 2, 5])
def test_strays_are_counted_and_are_of_another_kind(strays):
    found = drawn(strays=strays)
    right = found["kind"] == SPECIES[found["species"]]
    assert np.array_equal(right, ~found["stray"])
    assert (found["stray"].sum(1) == strays).all() and found["kind"].min() == 0 and found["kind"].max() == 7
    if strays:
        assert chisquare(found["stray"].sum(0)).pvalue > 0.001 or strays == 5
        others = (found["kind"] - SPECIES[found["species"]]) % 8
        assert chisquare(np.bincount(others[found["stray"]], minlength=8)[1:]).pvalue > 0.001


@pytest.mark.parametrize("strays", [0, 2])
def test_one_part_leaves_two_species_and_all_parts_leave_one(strays):
    """The best rule that sees the kind at one place is right half of the time, less the strays; all five tell."""
    found = drawn(8000, strays=strays)
    kind, species = found["kind"], found["species"]
    for place in range(5):
        together = np.zeros((8, 16))
        np.add.at(together, (kind[:, place], species), 1)
        assert together.max(1).sum() / len(species) == pytest.approx((1 - strays / 5) / 2, abs=0.025)
    nearest = (kind[:, None] == SPECIES[None]).sum(-1).argmax(1)
    assert (nearest == species).mean() > 0.95


def test_labels_say_what_was_drawn():
    found = some.load("train", 0, 600)
    assert list(found.labels) == list(found.classes) == ["species", "middle"]
    assert len(found.classes["species"]) == 16 and found.classes["middle"] == tuple(KINDS)
    species, names = found.label()
    assert torch.equal(species, found.factors["species"]) and names == found.classes["species"]
    middle, _ = found.label("middle")
    assert torch.equal(middle, found.factors["kind"][:, 0])
    pure = Scenes(strays=0).load("train", 0, 50).labels
    assert pure["middle"].tolist() == SPECIES[pure["species"], 0].tolist()
    assert chisquare(found.labels["species"].bincount(minlength=16)).pvalue > 0.001
    with pytest.raises(Refused, match="have no label 'midle'; did you mean 'middle'"):
        found.label("midle")


def told(features, labels, test_features, test_labels):
    """Accuracy of a linear reader with its regularization left weak."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=300).fit((features - mean) / scale, labels)
    return model.score((test_features - mean) / scale, test_labels)


def histogram(pixels):
    """Joint 4 x 4 x 4 color histograms, (N, 64)."""
    bins = (pixels.long() // 64).flatten(2)
    code = bins[:, 0] * 16 + bins[:, 1] * 4 + bins[:, 2]
    return torch.stack([torch.bincount(row, minlength=64) for row in code]).float().numpy()


def test_a_color_histogram_tells_no_species_unless_colors_are_bound_to_kinds():
    found = {}
    for bond in (0.0, 1.0):
        scenes = Scenes(train=1200, test=600, margin=0, bond=bond, saturation=0.8)
        train, test = scenes.load("train", 0), scenes.load("test", 0)
        known, asked = histogram(train.pixels), histogram(test.pixels)
        found[bond] = told(known, train.label()[0].numpy(), asked, test.label()[0].numpy())
    chance = 1 / 16 + 3 * (1 / 16 * 15 / 16 / 600) ** 0.5
    assert found[0.0] < chance < found[1.0] - 0.03, found


TOUCHED = {
    "strays": (1, {"kind", "stray"}),
    "bond": (0.5, {"hue", "paint"}),
    "saturation": (0.8, {"paint"}),
    "lean": (40.0, {"x", "y", "cos", "sin"}),
    "tilt": (30.0, {"cos", "sin"}),
    "turned": (0.5, {"turn", "x", "y", "cos", "sin"}),
    "wander": (0.2, {"x", "y"}),
    "spread": (0.1, {"x", "y"}),
    "scaling": (0.3, {"x", "y", "cos", "sin", "radius"}),
    "grain": (0.3, {"grain"}),
    "contours": (0.6, {"ink", "slope_x", "slope_y"}),
    "light": (0.5, {"slope_y"}),
    "size": (96, set()),
    "margin": (0, set()),
    "train": (10, set()),
    "validation": (10, set()),
    "test": (10, set()),
}


@pytest.mark.parametrize("knob", Scenes.__dataclass_fields__)
def test_a_knob_changes_what_it_names_and_re_rolls_no_other_factor(knob):
    value, touched = TOUCHED[knob]
    plain, other = drawn(64), drawn(64, **{knob: value})
    assert {name for name in plain if not np.array_equal(plain[name], other[name])} == touched


def test_nothing_but_the_kinds_of_its_parts_has_to_do_with_the_species():
    found = drawn(12000, turned=1.0)
    for name in set(found) - {"species", "kind", "stray"}:
        value = found[name].reshape(len(found["species"]), -1)[:, 0]
        quarter = value if name == "turn" else np.searchsorted(np.quantile(value, (0.25, 0.5, 0.75)), value)
        together = np.zeros((16, 4))
        np.add.at(together, (found["species"], quarter), 1)
        assert chi2_contingency(together).pvalue > 1e-4, name


def test_bond_binds_the_hue_of_a_part_to_its_kind():
    def apart(bond):
        found = drawn(bond=bond)
        together = np.zeros((8, 12))
        np.add.at(together, (found["kind"].ravel(), (found["hue"] * 12).astype(int).ravel()), 1)
        off = np.abs((found["hue"] - found["kind"] / 8 + 0.5) % 1 - 0.5)
        return chi2_contingency(together).pvalue, off

    free, _ = apart(0.0)
    bound, off = apart(1.0)
    _, half = apart(0.5)
    assert free > 0.001 and bound < 1e-12
    assert off.max() <= 0.3 / 8 + 1e-9
    assert (half <= 0.3 / 8).mean() == pytest.approx(0.5 + 0.5 * 0.6 / 8, abs=0.02)


def test_the_gray_of_a_color_does_not_depend_on_its_hue():
    hue = np.linspace(0, 1, 97)
    for lightness in (0.5, 0.7, 0.85):
        for saturation in (0.0, 0.1, 0.3, 0.6):
            found = colors(hue, np.full(97, saturation), np.full(97, lightness))
            free = ((found > 0) & (found < 1)).all(-1)
            assert np.allclose((found @ LUMA)[free], lightness)
            assert free.all() or saturation > 0.1
    found = drawn(3000, saturation=0.3)
    gray, hue = found["paint"] @ LUMA, (found["hue"] * 12).astype(int)
    assert np.ptp([gray[hue == k].mean() for k in range(12)]) < 0.15 * gray.std()
    assert np.ptp(colors(np.linspace(0, 1, 7), np.zeros(7), np.full(7, 0.6)), axis=-1).max() == 0


def test_hues_are_the_hues_they_are_called():
    primary = colors(np.array([0, 1 / 3, 2 / 3]), np.full(3, 0.3), np.full(3, 0.5))
    assert primary.argmax(-1).tolist() == [0, 1, 2]
    assert colors(np.array([1 / 6]), np.full(1, 0.3), np.full(1, 0.5)).argmin(-1).tolist() == [2]  # yellow lacks blue


def test_parts_are_lighter_than_the_ground():
    found = drawn()
    assert (found["paint"] @ LUMA).min() > found["ground"].max()
    scenes = Scenes(strays=0, spread=0.0)
    pictures = scenes.load("train", 0, 200)
    square = list(KINDS).index("square")
    row, part = (pictures.factors["kind"] == square).nonzero().unbind(1)
    place = [((pictures.factors[axis][row, part] + 0.5) * 64 + 6).long() for axis in "xy"]
    here = [(each >= 3) & (each < 73) for each in place]
    seen = (here[0] & here[1]).nonzero()[:, 0]
    inner = pictures.pixels[row[seen], :, place[1][seen], place[0][seen]].float().mean(1) / 255
    border = torch.cat([pictures.pixels[..., 0], pictures.pixels[..., -1]], -1).float().mean(1).median() / 255
    assert len(seen) > 80 and (inner > border + 0.1).float().mean() > 0.95


def test_turned_scenes_stand_on_their_four_sides_alike():
    found = drawn(turned=1.0)
    assert chisquare(np.bincount(found["turn"], minlength=4)).pvalue > 0.001
    assert (drawn()["turn"] == 0).all()
    half = drawn(turned=0.5)["turn"]
    assert (half == 0).mean() == pytest.approx(0.5 + 0.5 / 4, abs=0.03)
    upright = drawn(64, turned=0.0)
    for turn in range(4):
        rows = (found["turn"] == turn)[:64]
        angle = np.arctan2(found["sin"][:64], found["cos"][:64]) - np.arctan2(upright["sin"], upright["cos"])
        assert np.allclose(np.cos(angle[rows] - turn * np.pi / 2), 1)


def slope(scenes):
    """How much lighter the ground is at each side of the picture than at the opposite one: right, down, in levels."""
    factors = scenes.factors(Draws(np.arange(2000), "ground"))
    given = {name: torch.from_numpy(value.astype(np.float32)) for name, value in factors.items()}
    line = (torch.arange(16) + 0.5) / 16 - 0.5
    ground = background(given, line[None, None, :], line[None, :, None]).mean(1) * 255
    right = ground[:, :, 8:].mean((1, 2)) - ground[:, :, :8].mean((1, 2))
    down = ground[:, 8:].mean((1, 2)) - ground[:, :8].mean((1, 2))
    return right, down, torch.from_numpy(factors["turn"])


def test_the_ground_has_no_upright_unless_there_is_light():
    right, down, _ = slope(Scenes())
    for each in (right, down):
        assert abs(float(each.mean())) < 4 * float(each.std()) / len(each) ** 0.5
    assert abs(float(right.std() / down.std()) - 1) < 0.1
    right, down, _ = slope(Scenes(light=0.5))
    assert float(down.mean()) < -10 and abs(float(right.mean())) < 1
    right, down, turn = slope(Scenes(light=0.5, turned=1.0))
    lit = torch.stack([right, down], 1)
    toward = torch.stack([lit[turn == k].mean(0) for k in range(4)])
    wanted = torch.tensor([[0, -1], [1, 0], [0, 1], [-1, 0]]) * 10.0
    assert ((toward - wanted).abs() < 9).all() and ((toward * wanted).sum(1) > 100).all()


def test_figures_lean_and_parts_tilt_by_as_much_as_is_said():
    lean = np.rad2deg(np.arctan2(*(drawn(lean=8.0, tilt=0.0)[name] for name in ("sin", "cos"))))
    assert 7.9 < np.abs(lean).max() <= 8.001 and np.ptp(lean, axis=1).max() < 1e-9
    tilt = np.rad2deg(np.arctan2(*(drawn(lean=0.0, tilt=5.0)[name] for name in ("sin", "cos"))))
    assert 4.9 < np.abs(tilt).max() <= 5.001 and np.abs(np.corrcoef(tilt.T) - np.eye(5)).max() < 0.06


def test_draws_are_uniform_and_without_visible_correlation():
    draws = Draws(np.arange(4000), "check").uniform(6)
    assert abs(draws.mean() - 0.5) < 0.01 and abs(draws.std() - 12**-0.5) < 0.005
    assert np.abs(np.corrcoef(draws.T) - np.eye(6)).max() < 0.06
    assert np.abs(np.corrcoef(draws[1:, 0], draws[:-1, 0])[0, 1]) < 0.06


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_draws_the_same_pixels():
    here, there = some.load("train", 0, 200), some.load("train", 0, 200, "cuda")
    assert there.pixels.is_cuda and there.labels["species"].is_cuda
    assert torch.equal(here.pixels, there.pixels.cpu())
