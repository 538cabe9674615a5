"""An encoder and its head, built from their recipes with weights keyed by name."""

import torch
from torch import Tensor, nn

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.heads import Head
from pitfalls.encoders.initialize import initialize
from pitfalls.encoders.maps import READ, maps_of
from pitfalls.streams import key

FED = f"it is fed these when it is asked, and whole pictures when its features are read: {READ}"


class Network(nn.Module):
    """encode: views (B, V, C, h, w) -> stage maps (B * V, C', h', w'); forward: views -> guess.

    A joint encoder reads all views of a question together: its maps are (B, C', h', w').
    """

    def __init__(self, encoder: nn.Module, head: nn.Module, joint: bool = False):
        super().__init__()
        self.encoder, self.head, self.joint = encoder, head, joint

    def encode(self, views: Tensor) -> tuple[Tensor, ...]:
        return self.encoder(centered(views, self.joint))

    def forward(self, views: Tensor) -> Tensor:
        return self.head(self.encode(views), 1 if self.joint else views.shape[1])

    def after_step(self) -> None:
        """Called after each step of the optimizer; a momentum teacher or a memory queue would move here."""


def spread(images: Tensor) -> Tensor:
    """Images in [0, 1] as numbers in [-2, 2]."""
    # Centered inputs let a net without normalization train; the two constants are the same in every arm.
    return (images - 0.5) * 4


def centered(views: Tensor, joint: bool) -> Tensor:
    """Views (B, V, C, h, w) as an encoder is fed them: (B * V, C, h, w), or as they lie for a joint one."""
    fed = spread(views)
    return fed if joint else fed.flatten(0, 1).contiguous(memory_format=torch.channels_last)


def build(
    encoder: Encoder, head: Head, level: str, views: Tensor, width: int, target: tuple[int, int], seed: int
) -> Network:
    """The network that answers questions like `views` (B, V, C, h, w) with `width` numbers, on the CPU."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(key(seed, "constructor"))
        body = encoder.build(views.shape[2])
        if not getattr(encoder, "keep", False):
            initialize(body, seed, "encoder")
        # two images, so that a module that forgets their number is found here and not in the first step
        blank = torch.zeros(2, *views.shape[1 if encoder.joint else 2 :])
        maps = maps_of(body.eval(), blank, f"{encoder.called}, fed views of a question,", FED)
        shapes = tuple(tuple(each.shape[1:]) for each in maps)
        top = head.build(level, shapes, 1 if encoder.joint else views.shape[1], width, target)
    initialize(top, seed, "head")
    whole = Network(body, top, encoder.joint)
    return whole.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
