"""Instance discrimination: which two crops are of one image? (Chen, Kornblith, Norouzi and Hinton, 2020.)"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task


@frozen
class Contrastive(Task):
    """Show two random crops of each image, resampled to one size; views (B, 2, 3, crop, crop), guess (B, 2, code).

    The area of a crop is uniform in `scale_low`..`scale_high` of the image's; its ratio (width / height) is
    log-uniform over that part of `ratio_low`..`ratio_high` which fits the image at that area, and its place is
    uniform, on whole pixels. A random resized crop that draws ten times until it fits has the same ratio and
    place at a given area, but makes large areas rarer (and cuts out the middle if nothing fitted). `group` is at
    most the 64 images that an evaluation asks about together.
    """

    level = "view"
    resample = True
    tolerates = frozenset({"values", "color", "shift", "turn", "mirror"})  # its crops leave no room to move

    scale_low: float = knob(default=0.2, gt=0, le=1, help="least share of the image's area in a crop")
    scale_high: float = knob(default=1.0, gt=0, le=1, help="largest share of the image's area in a crop")
    ratio_low: float = knob(default=3 / 4, ge=0.1, le=10, help="least width / height of a crop")
    ratio_high: float = knob(default=4 / 3, ge=0.1, le=10, help="largest width / height of a crop")
    crop: int = knob(default=0, ge=0, le=256, unit="px", help="side of a view; 0 takes 3/4 of the image's side")
    group: int = knob(default=64, ge=2, le=64, unit="images", help="images among which the other view must be nearest")

    def __post_init__(self) -> None:
        for name in ("scale", "ratio"):
            low, high = getattr(self, f"{name}_low"), getattr(self, f"{name}_high")
            if low > high:
                raise Refused(f"{name}_low is {low:g}, but it should be at most {name}_high ({high:g})")

    @property
    def views(self) -> int:
        return 2

    @property
    def answers(self) -> int:
        """All views in a group but the one that asks."""
        return 2 * self.group - 1

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        side = self.crop or min(size) * 3 // 4
        if side < 8:
            raise Refused(f"Contrastive: a view has {side} px in images of {min(size)} px, but at least 8 are needed.")
        return side, side

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        height, width = size
        share, shape, left, top = rng.uniform(count, 2, 4).unbind(-1)
        area = (self.scale_low + (self.scale_high - self.scale_low) * share) * (height * width)
        # width^2 = area * ratio and height^2 = area / ratio: which ratios does the image leave room for?
        least, most = (area / height**2).log(), (width**2 / area).log()
        low = least.clamp(min=math.log(self.ratio_low)).minimum(most)
        high = most.clamp(max=math.log(self.ratio_high)).maximum(least)
        ratio = (low + (high - low) * shape).exp()
        across = (area * ratio).sqrt().round().clamp(1, width)
        down = (area / ratio).sqrt().round().clamp(1, height)
        x, y = (left * (width - across + 1)).floor(), (top * (height - down + 1)).floor()
        return torch.stack([x.minimum(width - across), y.minimum(height - down), across, down], -1).long()

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        return (patches,), answered(torch.arange(len(patches), device=patches.device))

    def say(self, answer: Answer) -> str:
        return "two views of one image"

    @property
    def legend(self) -> str:
        """What is asked of the views, and what else there is to choose from, said once on a picture."""
        others = f"{self.answers} views of {self.group} images, those in the other columns among them"
        return f"asked of each view: which is the other one of its image? It is sought among the {others}"

    def correct(self, guess: Tensor, answer: Answer) -> Tensor:
        """Share of an image's two views whose nearest view (by cosine) is the other one, (B,) in {0, 1/2, 1}.

        Nearest among the views of `group` images, whatever the batch, so that chance is 1 / (2 group - 1); the
        images are grouped in their order, the last group reaches back to be whole. Ties share their credit: a
        collapsed code is right as often as chance.
        """
        count = len(guess)
        if count < self.group:
            raise Refused(f"Contrastive.group is {self.group}, but there are only {count} images to compare.")
        like, other = likeness(guess)
        place = torch.arange(count, device=guess.device)
        start = (place // self.group * self.group).clamp(max=count - self.group).repeat_interleave(2)[:, None]
        image = place.repeat_interleave(2)
        like = like.masked_fill((image < start) | (image >= start + self.group), -torch.inf)
        own = like.gather(1, other[:, None])
        right = (like <= own).all(1) / (like == own).sum(1)
        return right.view(-1, 2).mean(1)


def likeness(guess: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine of each view with every other, (2B, 2B), itself left out as -inf; where the other view stands, (2B,)."""
    code = F.normalize(guess.flatten(0, 1), dim=-1)
    place = torch.arange(len(code), device=code.device)
    return (code @ code.T).masked_fill(place[:, None] == place, -torch.inf), place ^ 1
