"""A small convolutional net that trains in seconds on one core and keeps tile borders and positions in its maps."""

from collections.abc import Callable
from typing import Literal

from torch import Tensor, nn

from pitfalls.encoders.base import Encoder
from pitfalls.frozen import frozen, knob

Norm = Literal["batch", "group", "layer", "none"]
Padding = Literal["zeros", "reflect", "replicate", "none"]


def normalization(kind: Norm) -> Callable[[int], nn.Module]:
    """The layer that normalizes a map of so many channels; layer normalization is one group."""
    match kind:
        case "batch":
            return nn.BatchNorm2d
        case "group":
            return lambda channels: nn.GroupNorm(max(1, channels // 8), channels)
        case "layer":
            return lambda channels: nn.GroupNorm(1, channels)
        case "none":
            return lambda channels: nn.Identity()


class Stages(nn.Module):
    """Stages in a row: (N, C, h, w) to the tuple of all their maps."""

    def __init__(self, *stages: nn.Module):
        super().__init__()
        self.stages = nn.ModuleList(stages)

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        maps = []
        for stage in self.stages:
            images = stage(images)
            maps.append(images)
        return tuple(maps)


@frozen
class ConvNet(Encoder):
    """Three blocks of convolution, normalization and ReLU; the first two halve the map, and every pixel is read.

    Zeros about a map tell every layer where the border is; reflected or repeated pixels tell less, no padding nothing.
    """

    width: int = knob(default=32, ge=4, le=512, unit="channels", help="channels of the first stage; others have twice")
    norm: Norm = knob(default="batch", help="kind of normalization")
    padding: Padding = knob(default="zeros", late=True, help="what lies about each map; none makes maps smaller")

    def build(self, channels: int) -> nn.Module:
        norm = normalization(self.norm)
        stages = []
        for width, kernel, stride in [(self.width, 4, 2), (2 * self.width, 3, 2), (2 * self.width, 3, 1)]:
            about, mode = (0, "zeros") if self.padding == "none" else (1, self.padding)
            bias = self.norm == "none"
            conv = nn.Conv2d(channels, width, kernel, stride, about, bias=bias, padding_mode=mode)
            stages.append(nn.Sequential(conv, norm(width), nn.ReLU()))
            channels = width
        return Stages(*stages)
