"""What a proxy task is: a question posed to images, and the way to tell a right answer."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from torch import Tensor

from pitfalls.shapes import Answer
from pitfalls.streams import Rng

Level = Literal["image", "view", "pixel"]


class Task(ABC):
    """A question. A subclass is a frozen dataclass of knobs.

    level: a guess is given once an image (all its views read together), once a view, or once a pixel;
    channels: how many its views have; tolerates: what a defense may change without making the answer wrong,
    out of "places" (moves windows), "values", "color" (needs three channels), "shift" (moves pixels), "turn"
    (turns or bends them) and "mirror";
    resample: its windows are of any size and resampled to that of the patch, instead of cut out exactly;
    supervised: its target is LABEL, the label called `label` ("" is the main one).
    """

    level: ClassVar[Level] = "image"
    channels: ClassVar[int] = 3
    tolerates: ClassVar[frozenset[str]] = frozenset({"places", "values", "color", "shift", "turn"})
    resample: ClassVar[bool] = False
    supervised: ClassVar[bool] = False
    label = ""

    @property
    @abstractmethod
    def views(self) -> int:
        """How many looks it takes at each image, V."""

    @property
    def shows(self) -> int:
        """How many views it shows of each image, out of as many looks or fewer."""
        return self.views

    @property
    @abstractmethod
    def answers(self) -> int:
        """How many answers there are to choose from (or numbers to give, for an answer a pixel)."""

    def blind(self, answer: Answer) -> float:
        """Proxy accuracy in [0, 1] of the best guess without looking, given a sample of training answers."""
        return 1 / self.answers

    @abstractmethod
    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        """Height and width of its patches in images of `size` (height, width); Refused where they do not fit."""

    @abstractmethod
    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        """Where it looks: windows (count, V, 4) in images of `size`."""

    @abstractmethod
    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        """Pose the question to patches (B, V, C, h, w): the views to show, and the answer."""

    def correct(self, guess: Tensor, answer: Answer) -> Tensor:
        """How right each guess is, (B,) in [0, 1]; it does not depend on the score."""
        assert isinstance(answer.target, Tensor)
        return (guess.argmax(-1) == answer.target).float()

    def say(self, answer: Answer) -> str:
        """The first answer of a batch in words, for a person who is shown the views."""
        return str(answer.target[0].item()) if isinstance(answer.target, Tensor) and answer.target.ndim == 1 else ""

    def look(self, images: Tensor) -> Tensor:
        """What the encoder is fed when features of whole images (B, 3, H, W) are read."""
        return images
