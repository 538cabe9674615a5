"""Colorization: which color had each place of a gray picture? (Zhang, Isola and Efros, 2016; Larsson et al., 2016.)"""

from dataclasses import replace

import torch
from kornia.color import lab_to_rgb
from torch import Tensor
from torch.nn import functional as F

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.shapes import Answer, answered
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task
from pitfalls.tasks.grid import one_window
from pitfalls.tasks.hints import hinted, pictured
from pitfalls.tasks.lab import color, lightness, linear_light

REACH = 110  # no sRGB color has an a or b beyond it


@frozen
class Colorization(Task):
    """Show the lightness L / 100 of a window, ask for its color ab; views (B, 1, 1, h, w), target (B, 2, h', w').

    A place of the target is a block of `stride` x `stride` pixels; its color is that of the mean light of
    the block (what a smaller photograph would show, hence always a real color), not the mean of ab.
    With `hints` that many places of a picture, drawn anew for each question, are shown with their color: views
    (B, 1, 4, h, w) of L / 100, ab / 256 + 1/2 (1/2 elsewhere) and where it is shown (Zhang et al., 2017). These places
    are asked for as well. Where the features are read there are none.
    """

    level = "pixel"
    tolerates = frozenset({"places", "values"})

    crop: int = knob(default=0, ge=0, le=1024, unit="px", help="side of the window; 0 takes the largest that may roam")
    roam: int = knob(default=2, ge=0, le=64, unit="px", help="how far the window may lie from the center")
    stride: int = knob(default=4, ge=1, le=32, unit="px", help="side of the block of pixels that gets one answer")
    radius: float = knob(
        default=10.0, gt=0, le=50, unit="Lab units", help="a guess this near to the true color is right"
    )
    hints: int = knob(default=0, ge=0, le=4096, unit="places", late=True, help="places whose color is shown; 0 is off")
    gray: float = knob(
        default=0.0,
        ge=0,
        le=100,
        unit="Lab units",
        late=True,
        help="pictures without any a or b of more than that do not count in training (Zhang et al.: 5); 0 is off",
    )

    @property
    def channels(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        return 4 if self.hints else 1

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
        if self.hints > (places := height * width // self.stride**2):
            raise Refused(f"Colorization: hints is {self.hints}, but a window has only {places} places to show.")
        return height, width

    def place(self, size: tuple[int, int], count: int, rng: Rng) -> Tensor:
        return one_window(size, self.cut(size), self.roam, count, rng)

    def pose(self, patches: Tensor, rng: Rng) -> tuple[tuple[Tensor, ...], Answer]:
        light = linear_light(patches)
        ab = color(F.avg_pool2d(light[:, 0], self.stride))
        answer, views = answered(ab), lightness(light)
        if self.gray:
            answer = replace(answer, weight=(ab.abs().amax((1, 2, 3)) > self.gray).to(answer.weight))
        if self.hints:
            drawn = rng.uniform(len(ab), ab[0, 0].numel()).argsort(1).argsort(1)
            views = hinted(views, ab, (drawn < self.hints).view(ab[:, :1].shape), self.stride)
        return (views,), answer

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

    def saturation(self, guess: Tensor, answer: Answer) -> Tensor:
        """Mean chroma of guesses ab (B, 2, h', w') as a share of that of the true colors, at most 1, (B,).

        1 on a picture that is gray throughout.
        """
        assert isinstance(answer.target, Tensor)
        guessed, true = (torch.hypot(*ab.unbind(1)).mean((-2, -1)) for ab in (guess, answer.target))
        return (guessed.clamp(min=1e-6) / true.clamp(min=1e-6)).clamp(max=1)

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
        return self.painted(views, answer.target)

    def pictured(self, views: Tensor) -> Tensor:
        """The views as pictures (B, 1, 3, h, w) in [0, 1]: gray, but for the hints."""
        return pictured(views) if self.hints else views.expand(-1, -1, 3, -1, -1)

    def painted(self, views: Tensor, ab: Tensor) -> Tensor:
        """Pictures (B, 3, h, w) in [0, 1] with the lightness of the views and the colors ab (B, 2, h', w')."""
        light = 100 * views[:, 0, :1]
        ab = ab.repeat_interleave(self.stride, -1).repeat_interleave(self.stride, -2)
        return lab_to_rgb(torch.cat([light, ab], 1)).clamp(0, 1)

    def look(self, images: Tensor) -> Tensor:
        """The lightness of whole images (B, 3, H, W), without hints: (B, 1, H, W) in [0, 1], or (B, 4, H, W)."""
        light = lightness(linear_light(images))
        if not self.hints:
            return light
        none = torch.zeros_like(light)
        return torch.cat([light, none + 0.5, none + 0.5, none], 1)
