"""The control of an attacker: how far it gets where there is no cue, by what the pictures themselves tell."""

from collections.abc import Iterator
from dataclasses import replace

from torch import Tensor

from pitfalls.audit.attacked import Asking, attacked
from pitfalls.audit.attackers.base import Attacker
from pitfalls.audit.reach import Reach
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.trial import Trial

SCENES = 1024  # that a control is fitted on, and half as many that it is judged on
REST = 0.5  # of the way that the inside of views leaves: content reaches over a border, and less than a border does
RICHER = 2.0  # how much further an attacker may get by content in pictures of the world than in scenes


@frozen
class Inside(Attacker):
    """What another attacker reads of views without their outermost px, where its cue lies: content, and no border."""

    joint = True
    colors = 1

    of: Attacker = knob(help="the attacker")

    def count(self, channels: int) -> int:
        return self.of.count(channels)

    def read(self, views: Tensor) -> Tensor:
        cut = self.of.inside
        return self.of.read(views[..., cut:-cut, cut:-cut])


def controlled(
    trial: Trial,
    found: list[Reach],
    readers: dict[str, Attacker],
    pictures: tuple[Pictures, Pictures],
    asking: Asking,
) -> Iterator[Reach]:
    """Those that work, each beside its control.

    A border's are the same views without it. Else, the same questions about the same pictures without what was
    planted; where nothing was, about scenes, and none for an attacker of content, which has another way in every
    kind of pictures.
    """
    working = {each.attacker: each for each in found if each.works}
    borders: dict[str, Attacker] = {name: Inside(readers[name]) for name in working if readers[name].inside}
    for control in attacked(trial, "", borders, pictures, asking) if borders else ():
        yield working[control.attacker].against(control, rest=REST)
    others = {name: readers[name] for name in working if name not in borders}
    own = bool(trial.cues)
    if not own and not isinstance(trial.images, Scenes):
        others = {name: reader for name, reader in others.items() if not reader.honest}
    if not others:
        return
    try:
        plain = replace(trial, cues=()) if own else on_scenes(trial)
    except Refused:  # the question cannot be asked about scenes
        return
    load = lambda split: plain.images.load(split, plain.seed)
    for control in attacked(plain, "", others, pictures if own else (load("train"), load("test")), asking):
        yield working[control.attacker].against(control, 1.0 if own else RICHER)


def on_scenes(trial: Trial) -> Trial:
    """The same questions about other scenes: of the same kind where they are about scenes already."""
    images = trial.images
    same = images if isinstance(images, Scenes) else Scenes(size=images.size, margin=images.margin)
    return replace(trial, images=replace(same, train=SCENES, test=SCENES // 2), seed=trial.seed + 1)
