"""What attackers share: features of the views without a weight, normalized, of which a head makes its guess.

A claim about a cue is not testable where its own attacker cannot read it: a network that does not use it then proves
nothing.
"""

from abc import abstractmethod

import torch
from torch import Tensor, nn

from pitfalls.encoders.base import Encoder
from pitfalls.frozen import Refused

FURTHEST = 3.0  # standard deviations; what lies further, as a ratio may in a flat view, is taken for so much


class Attacker(Encoder):
    """An encoder that sees one cue and learns nothing: in a trial, the proxy accuracy is how far the cue alone gets.

    colors: how many channels it needs; placed: its features stay where they were found, for a guess a pixel;
    honest: what it reads is content (brightness, color), of which some tells the answer in any pictures; inside: what
    it reads lies within so many px of the border, and what lies further in tells the same without the cue.
    """

    weightless = True
    colors = 3
    placed = False
    honest = False
    inside = 0

    @abstractmethod
    def count(self, channels: int) -> int:
        """How many kinds of features it finds in views of so many channels, F."""

    @abstractmethod
    def read(self, views: Tensor) -> Tensor:
        """Features (N, F, a, b) of views (N, C, h, w) in [0, 1], or of (N, V, C, h, w) for a joint one."""

    def build(self, channels: int) -> nn.Module:
        if channels < self.colors:
            raise Refused(f"{type(self).__name__} reads {self.colors} channels, but these views have {channels}.")
        return Reader(self, self.count(channels))


class Reader(nn.Module):
    """Views as a network is fed them -> the tuple of one map of features, each of spread one.

    The map is (N, F a b, 1, 1), or (N, F, a, b) for a placed attacker.
    """

    def __init__(self, attacker: Attacker, count: int):
        super().__init__()
        self.attacker = attacker
        self.norm = nn.BatchNorm2d(count, affine=False)

    def forward(self, views: Tensor) -> tuple[Tensor, ...]:
        with torch.autocast(views.device.type, enabled=False):  # a cue may be fainter than bf16 can tell
            found = self.attacker.read(views / 4 + 0.5)  # a network centers and scales what it is fed
        found = self.norm(found).clamp(-FURTHEST, FURTHEST)
        return (found if self.attacker.placed else found.flatten(1)[..., None, None],)
