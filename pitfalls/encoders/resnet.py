"""ResNet-18 with a stem for small images. (He, Zhang, Ren and Sun, 2016; stem as in Chen et al., 2020, for CIFAR.)"""

from torch import nn

from pitfalls.encoders.base import Encoder
from pitfalls.encoders.conv import Norm, Stages, normalization
from pitfalls.frozen import frozen, knob


@frozen
class ResNet18(Encoder):
    """torchvision's ResNet-18; with `small` the stem is one 3 x 3 convolution of stride 1 and no pooling."""

    small: bool = knob(default=True, help="3 x 3 stem of stride 1 without pooling, for images up to about 96 px")
    norm: Norm = knob(default="batch", help="kind of normalization")

    def build(self, channels: int) -> nn.Module:
        from torchvision.models import resnet18

        norm = normalization(self.norm)
        net = resnet18(weights=None, norm_layer=norm)
        if self.small:
            stem: list[nn.Module] = [nn.Conv2d(channels, 64, 3, 1, 1, bias=False), norm(64), nn.ReLU()]
        else:
            stem = [nn.Conv2d(channels, 64, 7, 2, 3, bias=False), norm(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        return Stages(nn.Sequential(*stem, net.layer1), net.layer2, net.layer3, net.layer4)
