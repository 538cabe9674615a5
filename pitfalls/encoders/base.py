"""Encoders: images -> stage maps. A recipe is frozen; `build` makes the module it describes."""

from abc import ABC, abstractmethod

from torch import nn


class Encoder(ABC):
    """A recipe. A subclass is a frozen dataclass of knobs."""

    @abstractmethod
    def build(self, channels: int) -> nn.Module:
        """A module that maps (N, channels, h, w) to the tuple of its stage maps, each (N, C, h', w')."""
