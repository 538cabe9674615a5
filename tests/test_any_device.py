"""All that stands on the path, in the net and in the measures, on fake CUDA tensors: no GPU is needed for it.

What mixes devices fails, and within a step what waits for the device fails too, for a fake tensor has no number.
"""

import contextlib
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.func import functional_call
from torch.utils._python_dispatch import TorchDispatchMode

from pitfalls.ambiguity import bins, gamut, natural_score
from pitfalls.ambiguity.bins import Bins
from pitfalls.ambiguity.squared_error import SquaredError
from pitfalls.audit.attack import attack_of, attackers
from pitfalls.commands.catalog import measures, parts
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.network import centered
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.measures.logistic import logistic_probe
from pitfalls.measures.neighbors import nearest_neighbors
from pitfalls.measures.reading import Reading
from pitfalls.measures.ridge import ridge_probe, standardized
from pitfalls.path.walk import Path
from pitfalls.shortcuts import warp
from pitfalls.shortcuts.bridge import FromKornia
from pitfalls.shortcuts.color import Grayscale
from pitfalls.streams import Rng
from pitfalls.tasks import jigsaw
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.features import features
from pitfalls.training.loop import start
from pitfalls.trial import Trial

CUDA = torch.device("cuda")
scenes = Scenes(size=48, margin=8, train=12)
held = scenes.load("train", 0)
base = Trial(task=Rotation(), images=scenes, batch=4, encoder=ConvNet(width=8))
TASKS = {
    "Jigsaw": Jigsaw(tile=12),
    "ContextPrediction": ContextPrediction(tile=12),
    "Rotation": Rotation(),
    "Colorization": Colorization(),
    "Contrastive": Contrastive(group=4),
    "Naming": Naming(classes=16),
}
UPLOADED_ONCE = (jigsaw._ORDERS,)
CACHED = (warp.kernel, bins.on_device, bins.bin_weights, gamut.table)


class Answered(TorchDispatchMode):
    """Answers what is read off the device, which measures may do: the number one."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if "_local_scalar_dense" in func.name():
            return True if args[0].dtype == torch.bool else 1.0 if args[0].is_floating_point() else 1
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def fake():
    """Fake tensors, and a lab that forgets which of them it has uploaded once; trials are made before."""

    def forget():
        for each in UPLOADED_ONCE:
            for name in [name for name in each if "cuda" in str(name[-1])]:
                del each[name]
        for each in CACHED:
            each.cache_clear()

    gamut.centers(10.0), gamut.center_distances(10.0)  # which stay on the CPU
    forget()
    try:
        with FakeTensorMode(allow_non_fake_inputs=True):
            yield
    finally:
        forget()


def pictures():
    """The pictures on the fake device."""
    return Pictures(
        held.pixels.to(CUDA), {k: v.to(CUDA) for k, v in held.labels.items()}, held.classes, {}, held.margin
    )


def there(module):
    """The state of a module as fake tensors on the device, by name."""
    weights = {name for name, _ in module.named_parameters()}
    make = lambda name, each: torch.empty(each.shape, dtype=each.dtype, device=CUDA, requires_grad=name in weights)
    return {name: make(name, each) for name, each in module.state_dict().items()}


def stepped(trial):
    """Two steps of training on the fake device, each up to the backward pass, for which torch asks for a GPU."""
    assert trial.score is not None
    way = (trial.task, trial.cues, trial.defenses, trial.seed, "train")
    network = start(trial, Path(*way), held).train()
    with fake():
        path, seen, index, state = Path(*way, CUDA), pictures(), torch.arange(8, device=CUDA), there(network)
        for step in (0, 1):
            views, answer = path.ask(seen, index, step)
            guess = functional_call(network, state, (views[0],))
            loss = (trial.score.loss(guess.float(), answer) * answer.weight).mean()
            right = trial.task.correct(trial.score.commit(guess.float()), answer)
            assert {each.device.type for each in (views[0], answer.target, guess, loss, right)} == {"cuda"}
            assert loss.requires_grad and loss.shape == ()


def test_every_part_is_tried():
    assert set(TASKS) == set(parts("task"))
    assert {"ConvNet", "ResNet18"} == set(parts("encoder")) - {"Given"}
    assert {"logistic", "neighbors", "ridge", "reading"} == set(measures())


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
    assert score in (natural_score(task), SquaredError()) or isinstance(score, Bins)
    if isinstance(score, Bins):
        monkeypatch.setattr(bins, "table", uploaded(gamut.Table(10.0, 5, 5.0, torch.device("cpu"))))
        even = replace(score, rebalance=0.5, prior=(1 / 261,) * 261)
        stepped(replace(base, task=task, score=even))
    stepped(replace(base, task=task, score=score))


TOGGLES = [((cls(),), ()) for cls in parts("cue").values()] + [((), (cls(),)) for cls in parts("defense").values()]


@pytest.mark.parametrize("cues,defenses", TOGGLES, ids=[type((c or d)[0]).__name__ for c, d in TOGGLES])
def test_a_step_behind_every_cue_and_defense_stays_on_the_device(cues, defenses):
    if any(isinstance(each, FromKornia) for each in defenses):
        pytest.skip("Kornia's own parts may wait for the device, and say so")
    mirrored = any(each.changes == "mirror" for each in defenses)
    stepped(
        replace(base, task=TASKS["Contrastive" if mirrored else "Jigsaw"], score=None, cues=cues, defenses=defenses)
    )


@pytest.mark.parametrize("name", sorted(set(parts("encoder")) - {"Given"}))
def test_every_encoder_stays_on_the_device(name):
    stepped(replace(base, encoder=parts("encoder")[name]()))


@pytest.mark.parametrize("title", attackers())
def test_every_attacker_stays_on_the_device(title):
    stepped(attack_of(replace(base, task=TASKS["Jigsaw"], score=None), title))


def test_features_and_every_measure_stay_on_the_device(monkeypatch):
    monkeypatch.setattr(torch.Tensor, "backward", lambda *given: None)  # torch asks for a GPU
    trial, reading = replace(base, defenses=(Grayscale(),)), Reading(layers=True)
    network = start(trial, Path(trial.task, (), (), 0, "train"), held).eval()
    with fake(), Answered(), torch.no_grad():
        state = there(network.encoder)
        moved = SimpleNamespace(encode=lambda views: functional_call(network.encoder, state, (centered(views, False),)))
        found = features(moved, pictures(), trial.task, trial.defenses, reading)
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
