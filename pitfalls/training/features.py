"""Features of clean, whole, unseen images, read the same way in every arm."""

from collections.abc import Iterable, Iterator
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from pitfalls.encoders.network import Network
from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.measures.reading import Reading
from pitfalls.path.defend import defend
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import Defense, ImageDefense, ViewDefense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task

CHUNK = 64
RECALIBRATION = 256  # images, or questions, that give batch normalization its statistics


def seen(pixels: Tensor, margin: int, task: Task, defenses: tuple[Defense, ...]) -> Tensor:
    """What the encoder is fed for whole pictures (N, 3, H + 2m, W + 2m) uint8: (N, 1, C, H, W); random defenses off."""
    idle = Rng(0, "reading", pixels.device)
    images = frames(pixels, margin)
    defenses = tuple(defense for defense in defenses if defense.deterministic and not defense.idle)
    for defense in defenses:
        if isinstance(defense, ImageDefense):
            images = defense.repair(images, idle)
    views = task.look(images.inner)[:, None]
    return defend(views, [(defense, idle) for defense in defenses if isinstance(defense, ViewDefense)])


@torch.no_grad()
def recalibrated(network: Network, batches: Iterable[Tensor]) -> Network:
    """A copy of the network whose batch-norm statistics are those of `batches` of views; no label is used."""
    copy = deepcopy(network).eval()
    norms = [part for part in copy.encoder.modules() if isinstance(part, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain average over all batches
        norm.train()  # nothing else is: dropout would draw
    if norms:
        for views in batches:
            copy.encode(views)
    return copy.eval()


def whole(pictures: Pictures, task: Task, defenses: tuple[Defense, ...]) -> Iterator[Tensor]:
    """Batches of a few whole clean pictures, as the encoder is fed them when features are read."""
    for chunk in pictures.pixels[:RECALIBRATION].split(CHUNK):
        yield seen(chunk, pictures.margin, task, defenses)


@torch.no_grad()
def features(
    network: Network, pictures: Pictures, task: Task, defenses: tuple[Defense, ...], reading: Reading
) -> dict[int, Tensor]:
    """Features (N, D), float32, by number of the stage map: averaged to pool x pool cells and laid out as a vector.

    The map that the reading names, or all of them where it asks for all layers.
    """
    rows: dict[int, list[Tensor]] = {}
    for chunk in pictures.pixels.split(CHUNK):
        maps = network.encode(seen(chunk, pictures.margin, task, defenses))
        own = layer_of(reading, len(maps))
        for number in range(len(maps)) if reading.layers else [own]:
            cells = min(reading.pool, *maps[number].shape[-2:])
            rows.setdefault(number, []).append(F.adaptive_avg_pool2d(maps[number].float(), cells).flatten(1))
    return {number: torch.cat(each) for number, each in rows.items()}


def layer_of(reading: Reading, count: int) -> int:
    """The number, from 0, of the map that is read out of `count`; Refused where there are not so many."""
    if not -count <= reading.layer < count:
        raise Refused(f"Reading.layer is {reading.layer}, but this encoder has {count} maps, 0 to {count - 1}")
    return reading.layer % count
