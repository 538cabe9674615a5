"""Shared bits: the contrast they are written at, what two crops share, how they are lost, and who reads them."""

import pytest
import torch

from pitfalls.audit.attackers.grating_directions import GratingDirections
from pitfalls.images.scenes import Scenes
from pitfalls.path.walk import Path
from pitfalls.reference import DISTORTED
from pitfalls.shapes import frames
from pitfalls.shortcuts.bits import CommonBits, Overwrite, SharedBits
from pitfalls.shortcuts.gratings import MOST, coded, waves
from pitfalls.streams import Rng
from pitfalls.tasks.contrastive import Contrastive

rng = lambda step=0: Rng(0, "bits").at(step)
gray = frames(torch.full((64, 3, 64, 64), 0.5))


def pattern(cue, step=0, images=gray):
    """What a cue adds to gray pictures, (B, H, W), alike in all channels."""
    added = cue.plant(images, rng(step)).pixels - 0.5
    assert torch.allclose(added[:, 0], added[:, 1]) and torch.allclose(added[:, 0], added[:, 2])
    return added[:, 0]


def alike(patterns):
    """Correlations of patterns (B, H, W) with each other."""
    return torch.corrcoef(patterns.flatten(1))


@pytest.mark.parametrize("bits", [1, 4, 12])
@pytest.mark.parametrize("cue", [SharedBits, CommonBits])
def test_the_contrast_is_the_strength_whatever_the_number_of_bits(cue, bits):
    spread = torch.stack([pattern(cue(0.1, bits), step).std((-2, -1)).mean() for step in range(10)])
    assert float(spread.mean()) == pytest.approx(0.1, rel=0.05)
    assert float(spread.min()) > 0.08 and float(spread.max()) < 0.12


def test_a_grating_is_a_cosine_along_its_direction():
    line, wave = torch.arange(20.0), torch.tensor([0.7, 0.2])
    angle, phase = torch.tensor([[0.3, 2.0]]), torch.tensor([[0.5, 4.0]])
    found = waves(angle, wave, phase, line, line[:15])
    turn = lambda k: wave[k] * (line[:15] * angle[0, k].cos() + line[:, None] * angle[0, k].sin()) + phase[0, k]
    assert found.shape == (1, 1, 20, 15) and torch.allclose(found[0, 0], turn(0).cos() + turn(1).cos(), atol=1e-5)


def test_pictures_of_the_same_bits_are_alike_and_others_differ_by_the_bits_they_differ_in():
    bits = torch.cat([torch.eye(MOST), torch.zeros(1, MOST)])  # each differs from the last in one bit
    line = torch.arange(128.0)
    found = alike(coded(bits, torch.zeros(MOST), line, line)[:, 0])
    assert found[-1, :-1].tolist() == pytest.approx([1 - 1 / MOST] * MOST, abs=0.03)
    opposite = coded(torch.stack([bits[0], 1 - bits[0]]), torch.zeros(MOST), line, line)[:, 0]
    assert abs(float(alike(opposite)[0, 1])) < 0.05


def test_there_are_as_many_patterns_as_the_bits_tell_apart_and_one_in_the_sham():
    images = frames(torch.full((200, 3, 32, 32), 0.5))
    kinds = lambda cue: len((pattern(cue, 0, images) * 1e4).round().flatten(1).unique(dim=0))
    assert [kinds(SharedBits(0.1, bits)) for bits in (1, 2, 4)] == [2, 4, 16]
    assert kinds(CommonBits(0.1, 4)) == 1
    assert torch.allclose(pattern(CommonBits(0.1))[0], pattern(SharedBits(0.1))[0]), "of the same stream"
    assert not torch.allclose(pattern(SharedBits(0.1), 0), pattern(SharedBits(0.1), 1)), "drawn anew each step"


def test_overwriting_is_as_strong_as_stated_and_each_views_own():
    views = torch.full((40, 2, 1, 48, 48), 0.5)
    shown = Overwrite(0.1).defend(views, rng()) - 0.5
    assert float(shown.std()) == pytest.approx(0.1, rel=0.05) and abs(float(shown.mean())) < 0.002
    assert abs(float(alike(shown[:, :, 0].flatten(0, 1))[0, 1])) < 0.5
    one = Overwrite(0.1, axis="image").defend(views, rng())
    assert torch.equal(one[:, 0], one[:, 1])
    assert Overwrite(0.0).defend(views, rng()) is views
    assert Overwrite().defend(views.bfloat16(), rng()).dtype == torch.bfloat16


def test_the_attacker_reads_directions_and_neither_light_nor_color():
    line = torch.arange(48.0)
    code = (torch.rand(300, MOST, generator=torch.manual_seed(0)) < 0.5).float()
    views = 0.5 + 0.05 * coded(code, torch.rand(MOST, generator=torch.manual_seed(1)), line, line).expand(-1, 3, -1, -1)
    told = GratingDirections().read(views).flatten(1)
    guess = torch.linalg.lstsq(told[:200], 2 * code[:200] - 1).solution
    assert float(((told[200:] @ guess > 0) == code[200:].bool()).float().mean()) > 0.95
    dim = GratingDirections().read(views * torch.tensor([0.5, 0.7, 0.6])[:, None, None]).flatten(1)
    assert float(torch.corrcoef(torch.stack([dim.flatten(), told.flatten()]))[0, 1]) > 0.99
    flat = GratingDirections().read(torch.zeros(2, 1, 16, 16))
    assert torch.equal(flat, torch.zeros_like(flat))


def test_the_attacker_finds_the_other_crop_by_its_bits_and_neither_by_the_sham_nor_by_overwritten_ones():
    pictures, task = Scenes(train=256).load("train", 0), Contrastive(scale_low=0.5)

    def alone(*parts):
        cues, more = parts[:1], parts[1:]
        views, answer = Path(task, cues, (DISTORTED, *more), 0, "train").ask(pictures, torch.arange(256), 0)
        told = GratingDirections().read(views[0].flatten(0, 1)).flatten(1)
        told = (told - told.mean(0)) / told.std(0)
        return float(task.correct(told.unflatten(0, (256, 2)), answer).mean())

    cue = SharedBits(0.15)
    planted, sham, lost = alone(cue), alone(cue.sham()), alone(cue, Overwrite(0.2))
    assert planted > 0.5 and sham < planted / 2 and lost < 0.1, (planted, sham, lost)
