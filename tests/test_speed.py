"""The benchmarks of experiments/speed run: what they measure is another matter."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

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
