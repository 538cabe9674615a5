"""Tasks with their scores, encoders and measures on fake CUDA tensors: no GPU is needed for it.

What mixes devices fails, and within a step what waits for the device fails too, for a fake tensor has no number. Cues,
defenses and attackers are asked in tests/testing.
"""

import contextlib
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode

from pitfalls.ambiguity import bins, gamut
from pitfalls.ambiguity.bins import Bins
from pitfalls.commands.catalog import measures, parts
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.network import centered
from pitfalls.images.scenes import Scenes
from pitfalls.measures.logistic import logistic_probe
from pitfalls.measures.neighbors import nearest_neighbors
from pitfalls.measures.reading import Reading
from pitfalls.measures.ridge import ridge_probe, standardized
from pitfalls.path.walk import Path
from pitfalls.shortcuts.color import Grayscale
from pitfalls.streams import Rng
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.testing.devices import CUDA, fake, stepped, there
from pitfalls.training.features import features
from pitfalls.training.loop import start
from pitfalls.trial import Trial

scenes = Scenes(size=48, margin=8, train=12)
held = scenes.load("train", 0)
base = Trial(task=Rotation(), images=scenes, batch=4, encoder=ConvNet(width=8))
FITTED = {
    "Jigsaw": Jigsaw(tile=12),
    "ContextPrediction": ContextPrediction(tile=12),
    "Contrastive": Contrastive(group=4),
    "Naming": Naming(classes=16),
}
TASKS = {name: FITTED.get(name) or cls() for name, cls in parts("task").items()}


class Answered(TorchDispatchMode):
    """Answers what is read off the device, which measures may do: the number one."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if "_local_scalar_dense" in func.name():
            return True if args[0].dtype == torch.bool else 1.0 if args[0].is_floating_point() else 1
        return func(*args, **(kwargs or {}))


def test_every_part_is_tried():
    assert {"ConvNet", "ResNet18"} == set(parts("encoder")) - {"Given"}
    assert {"logistic", "neighbors", "ridge"} <= set(measures())


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_a_step_of_every_task_stays_on_the_device_and_reads_nothing_back(task):
    stepped(replace(base, task=task, score=None))


def pairs():
    """Each score with a task that it fits."""
    for cls in parts("score").values():
        for task in TASKS.values():
            with contextlib.suppress(ValueError):
                cls().width(task)
                yield task, cls()


def uploaded(table):
    """The table of bins, which SciPy makes of real numbers, moved where it is asked for."""

    def there(size, neighbors, sigma, device):
        table.index, table.weight = table.index.to(device), table.weight.to(device)
        return table

    return there


@pytest.mark.parametrize("task,score", list(pairs()), ids=lambda each: type(each).__name__)
def test_every_score_stays_on_the_device(task, score, monkeypatch):
    if isinstance(score, Bins):
        gamut.centers(10.0), gamut.center_distances(10.0)  # which stay on the CPU
        monkeypatch.setattr(bins, "table", uploaded(gamut.Table(10.0, 5, 5.0, torch.device("cpu"))))
        even = replace(score, rebalance=0.5, prior=(1 / 261,) * 261)
        stepped(replace(base, task=task, score=even))
    stepped(replace(base, task=task, score=score))


@pytest.mark.parametrize("name", sorted(set(parts("encoder")) - {"Given"}))
def test_every_encoder_stays_on_the_device(name):
    stepped(replace(base, encoder=parts("encoder")[name]()))


def test_features_and_every_measure_stay_on_the_device(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "backward", lambda *given: None)  # torch asks for a GPU
    trial, reading = replace(base, defenses=(Grayscale(),)), Reading(layers=True)
    network = start(trial, Path(trial.task, (), (), 0, "train"), held).eval()
    with fake(), Answered(), torch.no_grad():
        state = there(network.encoder)
        moved = SimpleNamespace(encode=lambda views: functional_call(network.encoder, state, (centered(views, False),)))
        found = features(moved, held.on(CUDA), trial.task, trial.defenses, reading)
        assert {each.device.type for each in found.values()} == {"cuda"} and len(found) == 3
        labels = torch.zeros(12, dtype=torch.long, device=CUDA)
        first, second, third = standardized(*(found[2] for _ in range(3)))
        guess, _ = ridge_probe((first, labels), (second, labels), third, 3)
        near = nearest_neighbors((first, labels), third, 3, 5)
        with torch.enable_grad():
            iterated, _ = logistic_probe((first, labels), (second, labels), third, 3)
        assert guess.device.type == near.device.type == iterated.device.type == "cuda"


def test_what_waits_for_the_device_or_mixes_devices_is_found():
    with fake():
        there, here = torch.rand(4, device=CUDA), torch.rand(4)
        with pytest.raises(RuntimeError):
            there + here
        with pytest.raises(Exception, match=r"(?i)data|dependent|scalar"):
            bool(there.sum() > 1)
        assert Rng(0, "a", CUDA).uniform(3).device.type == "cuda"
