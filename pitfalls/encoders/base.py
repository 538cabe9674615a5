"""Encoders: images -> stage maps. A recipe is frozen; `build` makes the module it describes."""

from abc import ABC, abstractmethod
from typing import ClassVar

from torch import nn


class Encoder(ABC):
    """A recipe. A subclass is a frozen dataclass of knobs.

    weightless: it has nothing to learn (an attacker, which sees one cue and nothing else), so that no features are
    read of it; joint: its module is fed all views (B, V, C, h, w) of a question together and gives one map a question.
    """

    weightless: ClassVar[bool] = False
    joint: ClassVar[bool] = False

    @property
    def called(self) -> str:
        """Its name in refusals and warnings."""
        return type(self).__name__

    @abstractmethod
    def build(self, channels: int) -> nn.Module:
        """A module that maps (N, channels, h, w) to the tuple of its stage maps, each (N, C, h', w')."""
