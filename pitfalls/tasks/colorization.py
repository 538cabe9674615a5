"""Colorization: which color had each place of a gray picture? (Zhang, Isola and Efros, 2016; Larsson et al., 2016.)"""

import torch
from kornia.color import lab_to_rgb
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import one_window
from pitfalls.tasks.lab import color, lightness, linear_light

REACH = 110  # no sRGB color has an a or b beyond it


@frozen
class Colorization(Task):
    """Show the lightness L / 100 of a window, ask for its color ab; views (B, 1, 1, h, w), target (B, 2, h', w').

    A place of the target is a block of `stride` x `stride` pixels; its color is that of the mean light of
    the block (what a smaller photograph would show, hence always a real color), not the mean of ab.
    """

    level = "pixel"
    channels = 1
    tolerates = frozenset({"places", "values"})

    crop: int = knob(default=0, ge=0, le=1024, unit="px", help="side of the window; 0 takes the largest that may roam")
    roam: int = knob(default=2, ge=0, le=64, unit="px", help="how far the window may lie from the center")
    stride: int = knob(default=4, ge=1, le=32, unit="px", help="side of the block of pixels that gets one answer")
    radius: float = knob(
        default=10.0, gt=0, le=50, unit="Lab units", help="a guess this near to the true color is right"
    )

    @property
    def views(self) -> int:
        return 1

    @property
    def answers(self) -> int:
        return 2

    def cut(self, size: tuple[int, int]) -> tuple[int, int]:
        height, width = (self.crop or (side - 2 * self.roam) // self.stride * self.stride for side in size)
        if self.crop % self.stride:
            raise Refused(f"Colorization: crop is {self.crop} px; it must be a multiple of stride, {self.stride} px.")
        if max(height - size[0], width - size[1]) + 2 * self.roam > 0 or min(height, width) < 8:
            raise Refused(
                f"Colorization: a window of {height} x {width} px that roams {self.roam} px does not fit images of "
                f"{size[0]} x {size[1]} px; crop + 2 roam may be at most the image's side, the window at least 8 px."
            )
        return height, width

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return one_window(size, self.cut(size), self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        light = linear_light(patches)
        blocks = F.avg_pool2d(light[:, 0], self.stride)
        return (lightness(light),), answered(color(blocks))

    def correct(self, guess: Tensor, answer: Answer) -> Tensor:
        """The share of the picture's color that was found, for a guess of ab (B, 2, h', w').

        A place is right if the guess lies within `radius` of its color and less than half as far from it as gray
        does; places count in proportion to their chroma, so that a gray guess gets 0 on any picture and the
        truth gets 1 (0 on a picture that is gray throughout).
        """
        assert isinstance(answer.target, Tensor)
        chroma = torch.hypot(*answer.target.unbind(1))
        right = torch.hypot(*(guess - answer.target).unbind(1)) < (chroma / 2).clamp(max=self.radius)
        return (chroma * right).sum((-2, -1)) / chroma.sum((-2, -1)).clamp(min=1e-6)

    def constant_guess(self, answer: Answer) -> Tensor:
        """The color ab (2,), on a grid of half a radius, that scores best if guessed everywhere (not for a step)."""
        assert isinstance(answer.target, Tensor)
        line = torch.arange(-REACH, REACH + 1, self.radius / 2, device=answer.target.device)
        grid = torch.cartesian_prod(line, line)
        score = torch.stack([self.correct(ab[:, None, None], answer).mean() for ab in grid])
        return grid[score.argmax()]

    def blind(self, answer: Answer) -> float:
        """What `constant_guess` gets: what a network must beat to have looked."""
        return float(self.correct(self.constant_guess(answer)[:, None, None], answer).mean())

    def say(self, answer: Answer) -> str:
        assert isinstance(answer.target, Tensor)
        a, b = answer.target[0].mean((-2, -1)).tolist()
        return f"its colors (mean a {a:+.0f}, b {b:+.0f})"

    @property
    def legend(self) -> str:
        """What is drawn beside a question, said once on a picture."""
        block = f"{self.stride} x {self.stride} px"
        return f"beside each view its answer: the color of each block of {block}, as bright as the view"

    def drawn(self, views: Tensor, answer: Answer) -> Tensor:
        """The answers as pictures (B, 3, h, w) in [0, 1]: the colors asked for, with the lightness of the views."""
        assert isinstance(answer.target, Tensor)
        light = 100 * views[:, 0]
        ab = answer.target.repeat_interleave(self.stride, -1).repeat_interleave(self.stride, -2)
        return lab_to_rgb(torch.cat([light, ab], 1)).clamp(0, 1)

    def look(self, images: Tensor) -> Tensor:
        """The lightness of whole images (B, 3, H, W): (B, 1, H, W) in [0, 1]."""
        return lightness(linear_light(images))
