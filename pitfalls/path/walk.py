"""The path from images to (views, answer), the same in training and in evaluation.

images --plant--> images --repair--> images --place--> windows --spread--> windows --cut--> patches
patches --pose--> (views, answer);  views --defend--> views
"""

from collections import Counter
from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.path.cut import cut
from pitfalls.path.defend import defend
from pitfalls.shapes import Answer, frames
from pitfalls.shortcuts.base import Cue, Defense, ImageDefense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task


class Path:
    """Poses the questions of a trial; every part draws from a stream of its own, keyed by (seed, purpose, part)."""

    def __init__(
        self,
        task: Task,
        cues: tuple[Cue, ...],
        defenses: tuple[Defense, ...],
        seed: int,
        purpose: str,
        device: torch.device | str = "cpu",
    ):
        self.task = task
        stream = lambda part: Rng(seed, f"{purpose}/{part}", device)
        self.placing, self.posing = stream("place"), stream("pose")
        self.cues = [(cue, stream(name)) for cue, name in named(cues) if not cue.idle]
        self.defenses = [(defense, stream(name)) for defense, name in named(defenses) if not defense.idle]

    def ask(self, pictures: Pictures, index: Tensor, step: int) -> tuple[tuple[Tensor, ...], Answer]:
        """The questions of `step` about the pictures numbered `index` (B,): views and answer."""
        images = frames(pictures.pixels.index_select(0, index), pictures.margin)
        for cue, rng in self.cues:
            images = cue.plant(images, rng.at(step))
        for defense, rng in self.defenses:
            if isinstance(defense, ImageDefense):
                images = defense.repair(images, rng.at(step))
        windows = self.task.place(images.size, len(index), self.placing.at(step))
        for defense, rng in self.defenses:
            if isinstance(defense, WindowDefense):
                windows = defense.spread(windows, images.size, rng.at(step))
        patches = cut(images, windows, self.task.cut(images.size), self.task.resample)
        views, answer = self.task.pose(patches, self.posing.at(step))
        last = [(defense, rng.at(step)) for defense, rng in self.defenses if isinstance(defense, ViewDefense)]
        views = tuple(defend(group, last) for group in views)
        target = answer.target
        if target is None:
            if pictures.labels is None:
                raise Refused(f"{type(self.task).__name__} asks for the labels of its images, but these have none")
            target = pictures.labels[index]
        return views, replace(answer, target=target, index=index)


def named(parts: tuple) -> list[tuple]:
    """Each part with the name of its stream: its purpose (by default its class), numbered where it occurs again."""
    seen: Counter[str] = Counter()
    out = []
    for part in parts:
        name = getattr(type(part), "purpose", type(part).__name__)
        out.append((part, f"{name}/{seen[name]}"))
        seen[name] += 1
    return out
