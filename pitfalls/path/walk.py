"""The path from images to (views, answer), the same in training and in evaluation.

images --plant--> images --repair--> images --place--> windows --spread--> windows --cut--> patches
patches --pose--> (views, answer);  views --defend--> views
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.path.cut import cut
from pitfalls.path.defend import defend
from pitfalls.path.posed import shown
from pitfalls.path.repeated import Repeated
from pitfalls.records.record import describe, digest
from pitfalls.shapes import Answer, Label, frames
from pitfalls.shortcuts.base import Cue, Defense, ImageDefense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task


class Path:
    """Poses the questions of a trial; every part draws from a stream of its own, keyed by (seed, purpose, part).

    It holds no state between steps: `ask` gives the same questions for the same step, whatever was asked before.
    """

    def __init__(
        self,
        task: Task,
        cues: tuple[Cue, ...],
        defenses: tuple[Defense, ...],
        seed: int,
        purpose: str,
        device: torch.device | str = "cpu",
        questions: int = 0,
    ):
        self.task = task
        stream = lambda part: Rng(seed, f"{purpose}/{part}", device)
        self.placing, self.posing = stream("place"), stream("pose")
        if questions:  # the same few for each picture, wherever it is looked at
            self.posing = Repeated(seed, f"{purpose}/pose", questions, device)
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
        # a task that needs no device for its windows may leave them on the CPU
        windows = self.task.place(images.size, len(index), self.placing.at(step)).to(images.pixels.device)
        for defense, rng in self.defenses:
            if isinstance(defense, WindowDefense):
                windows = defense.spread(windows, images.size, rng.at(step))
        patches = cut(images, windows, self.task.cut(images.size), self.task.resample)
        posing = self.posing.at(step)
        views, answer = self.task.pose(patches, posing.about(index) if isinstance(posing, Repeated) else posing)
        group = shown(self.task, views)
        last = [(defense, rng.at(step)) for defense, rng in self.defenses if isinstance(defense, ViewDefense)]
        return (defend(group, last),), replace(answer, target=self.target(answer, pictures, index), index=index)

    def target(self, answer: Answer, pictures: Pictures, index: Tensor) -> Tensor:
        """What is asked for: as the task posed it, or the label of the pictures for a supervised one."""
        task = type(self.task).__name__
        if isinstance(answer.target, Label):
            if not self.task.supervised:
                raise Refused(f"{task} gives LABEL as its target, but only a task with supervised = True may")
            labels, classes = pictures.label(self.task.label)
            if len(classes) > self.task.answers:
                raise Refused(f"{task} tells {self.task.answers} labels apart, but the pictures have {len(classes)}")
            return labels[index]
        if not isinstance(answer.target, Tensor):
            raise Refused(f"{task} gives {answer.target!r} as its target, but it should be a tensor")
        return answer.target.to(index.device)


def named(parts: Sequence) -> list[tuple]:
    """Each part with the name of its stream: its description, so that leaving out another part re-rolls nothing.

    Parts of a class with a `purpose` share it, as a cue and its sham do, and are numbered where it occurs again.
    """
    seen: Counter[str] = Counter()
    out = []
    for part in parts:
        name = getattr(type(part), "purpose", None) or f"{type(part).__name__}/{digest(describe(part))[:16]}"
        out.append((part, f"{name}/{seen[name]}"))
        seen[name] += 1
    return out
