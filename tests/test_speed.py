"""The benchmarks of experiments/speed run: what they measure is another matter."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from pitfalls.commands.catalog import parts
from pitfalls.shapes import frames

FOLDER = Path(__file__).parents[1] / "experiments" / "speed"


@pytest.fixture(autouse=True)
def threads():
    """They set the number of threads, as a process of their own may."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def script(stem):
    spec = importlib.util.spec_from_file_location(f"speed_{stem}", FOLDER / f"{stem}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_scenes_are_counted():
    assert script("scenes").rate(32, 3, "cpu") > 0


def test_steps_are_timed_for_every_task(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["steps.py", "--steps", "1", "--size", "32", "--device", "cpu"])
    module = script("steps")
    monkeypatch.setattr(module, "seconds", lambda work, device, rounds=1: work() is None or 1.0)
    module.main()
    told = capsys.readouterr().out
    assert all(name.split(",")[0] in told for name in module.TRIALS) and "nan" not in told


def test_views_are_made_by_both_chains():
    module = script("views")
    pixels = module.noise(4, 32, "cpu")
    assert module.ours(pixels, 16)() == module.kornias(pixels, 16)() == 8
    assert module.rate(module.ours(pixels, 16), torch.device("cpu"), 0.01) > 0


def test_every_part_is_timed_beside_its_rivals(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    rivals, module = script("rivals").RIVALS, script("parts")
    pixels = torch.rand(2, 3, 48 + 16, 48 + 16)
    for name in ("LateralAberration", "JpegGrid", "Gap", "Solarize"):
        cls = (parts("cue") | parts("defense"))[name]
        found = module.measured(cls(), rivals.get(name, (None, None, None)), pixels, 0.0)
        assert len(found) == 4 and found[0] > 0 and (name == "Gap") == (found[1] is None)
    assert set(rivals) <= set(parts("cue")) | set(parts("defense")), "a rival of what is not there"
    assert len(set(parts("cue")) - set(rivals)) <= len(parts("cue")) / 2, "most cues have a rival"


@pytest.mark.parametrize("name", sorted(script("rivals").RIVALS))
def test_every_rival_takes_what_it_is_given(name):
    kornia, torchvision, loop = script("rivals").RIVALS[name]
    images = torch.rand(2, 3, 32, 32)
    assert kornia is None or kornia()(images).shape == images.shape
    if torchvision:
        given = (images * 255).byte()[0] if name in ("JpegGrid", "LooseGrid", "RandomJpeg") else images[0]
        assert torchvision()(given).shape == given.shape
    assert loop is None or loop((images[0] * 255).byte().permute(1, 2, 0).numpy()).shape == (32, 32, 3)


def test_the_share_of_a_claims_longest_chain_is_timed(monkeypatch):
    monkeypatch.chdir(FOLDER.parents[1])
    module = script("shares")
    label, trial = module.longest("aberration")
    path, step = module.share(replace(trial, images=replace(trial.images, size=64), batch=8), torch.device("cpu"), 1)
    assert label and trial.cues and path > 0 and step > 0


def test_gathering_taps_gives_what_the_dense_product_gives():
    module = script("warps")
    pixels = torch.rand(2, 3, 24, 24, generator=torch.manual_seed(0))
    at = (torch.arange(24) + 0.3 * torch.randn(2, 3, 24, generator=torch.manual_seed(1))).contiguous()
    dense = module.warp(frames(pixels), at, at.flip(1), 0).pixels
    assert torch.allclose(dense, module.gathered(pixels, at, at.flip(1), 8), atol=1e-5)
