"""Cues, which give an answer away, and defenses, which close them. Neither ever receives the answer."""

from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor

from pitfalls.frozen import Refused
from pitfalls.shapes import Frames, frames
from pitfalls.shortcuts.plain import batch_of, stream
from pitfalls.streams import Rng


class Cue(ABC):
    """Physics or plumbing planted in images with a dose. A subclass is a frozen dataclass with a field `strength`."""

    strength: float

    @property
    def idle(self) -> bool:
        """Whether it changes nothing at all; the path leaves an idle cue out."""
        return self.strength == 0

    @property
    def margin(self) -> int:
        """How many pixels it may take from outside the picture, on every side."""
        return 0

    @abstractmethod
    def plant(self, frames: Frames, rng: Rng) -> Frames:
        """The same images with the cue in them; at strength zero the very same object."""

    @abstractmethod
    def sham(self, reach: float = 1.0) -> "Cue":
        """The same operation with the same distribution of magnitudes, and no information about the answer.

        reach: the share of the picture's side, about its middle, in which the task looks.
        """

    @abstractmethod
    def removed(self) -> "Cue":
        """The same plumbing without the cue."""

    @abstractmethod
    def reversed(self) -> "Cue":
        """The same cue pointing the other way."""


class Defense:
    """A toggle that closes a cue; it is one of the three kinds below, after its place on the path.

    deterministic: it draws nothing, so that it is also applied when features are read; idle: it changes
    nothing at all, so that the path leaves it out.
    """

    @property
    def idle(self) -> bool:
        """Whether it changes nothing at all."""
        return False

    @property
    def deterministic(self) -> bool:
        """Whether it draws nothing."""
        return False

    @property
    def called(self) -> str:
        """Its name in pictures, tables and refusals."""
        return type(self).__name__

    @property
    def colors(self) -> bool:
        """Whether it changes colors, for which it needs three channels."""
        return getattr(self, "changes", "") == "color"

    def __call__(self, images: Tensor, seed: int | None = None, generator: torch.Generator | None = None) -> Tensor:
        """Plain images (B, C, H, W) or (C, H, W) in [0, 1], defended; draws are keyed by `seed` or by `generator`."""
        batch = batch_of(images, self.called, self.colors)
        return self.on(batch, stream(type(self).__name__, seed, generator, batch.device)).view_as(images)

    def on(self, batch: Tensor, rng: Rng) -> Tensor:
        """A plain batch (B, C, H, W) behind this defense; Refused where it does not change pictures."""
        raise Refused(
            f"{self.called} changes where a task looks, and no plain picture; give it to a Trial as a defense"
        )

    def check_views(self, channels: int, size: tuple[int, int]) -> None:
        """Refuse views of so many channels and `size` (height, width) px that it cannot serve."""


class ImageDefense(Defense, ABC):
    """Repairs whole images, before any window is cut."""

    @abstractmethod
    def repair(self, frames: Frames, rng: Rng) -> Frames:
        """The repaired images, of the same shape."""

    def on(self, batch: Tensor, rng: Rng) -> Tensor:
        return self.repair(frames(batch), rng).inner


class WindowDefense(Defense, ABC):
    """Changes where one looks: "places" where windows move, "mirror" where they are read from right to left."""

    changes: ClassVar[str] = "places"

    @abstractmethod
    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        """Other windows (B, V, 4) in images of `size` (height, width); Refused where they do not fit."""


class ViewDefense(Defense, ABC):
    """Changes what is seen in the views.

    changes: "values", "color" (mixes channels, needs three), "shift" (moves pixels), "turn" (turns or bends
    them) or "mirror".
    """

    changes: ClassVar[str] = "values"

    @abstractmethod
    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        """Other views (B, V, C, h, w) of the same shape."""

    def on(self, batch: Tensor, rng: Rng) -> Tensor:
        return self.defend(batch[:, None], rng)[:, 0]


class ColorDefense(ViewDefense):
    """A view defense that is one affine map of the color of each view, so that neighbors fold into one product."""

    changes: ClassVar[str] = "color"

    @abstractmethod
    def matrix(self, mean: Tensor, rng: Rng) -> Tensor:
        """Maps (B, V, 3, 4) from color (with a one appended) to color; `mean` (B, V, 3) is each view's mean color."""

    def defend(self, views: Tensor, rng: Rng) -> Tensor:
        return recolor(views, self.matrix(views.float().mean((-2, -1)), rng))

    def on(self, batch: Tensor, rng: Rng) -> Tensor:
        return super().on(batch, rng).clamp(0, 1)  # the path clips after the last of a run of them


def recolor(views: Tensor, matrix: Tensor) -> Tensor:
    """Apply color maps (B, V, 3, 4) to views (B, V, 3, h, w)."""
    flat = views.flatten(-2).float()  # half precision would be rounded twice
    return (matrix[..., :3] @ flat).add_(matrix[..., 3:]).view_as(views).to(views.dtype)
