"""The frame: bars or padded corners that stand in the picture tell how it was turned and where a patch lies.

Of pictures of 4 : 3 that are turned without a crop first, half show bars at the sides (as in a public configuration of
RotNet). One crops a square first, and far enough inside.
"""

import torch
from torch import Tensor

from pitfalls.frozen import frozen, knob
from pitfalls.shapes import Frames
from pitfalls.shortcuts.base import Cue, WindowDefense
from pitfalls.streams import Rng


class Framed(Cue):
    """What bars and their sham share: two bars of one width and one gray, in all pictures."""

    purpose = "bars"
    level: float

    def behind(self, images: Frames, along: Tensor) -> Frames:
        """Images behind bars at the top and the bottom where `along` (B or 1,) is 0, at the sides where it is 1."""
        (height, width), whole, device = images.size, images.pixels.shape[-2:], images.pixels.device
        depth = []
        for inner, length in ((height, whole[0]), (width, whole[1])):
            place = torch.arange(length, device=device) - images.margin
            depth.append(torch.minimum(place, inner - 1 - place))
        rows, columns = (each < abs(self.strength) for each in depth)
        hidden = torch.where(along[:, None, None] == 0, rows[:, None], columns)
        return images.with_pixels(torch.where(hidden[:, None], self.level, images.pixels))


@frozen
class Bars(Framed):
    """Cover the top and the bottom of each picture with bars `strength` px high; at a negative strength its sides.

    Measured: just so many rows of every picture have the bars' gray, and no other pixel is changed.
    """

    strength: int = knob(default=8, ge=-128, le=128, unit="px", help="width of each bar; 0 is off")
    level: float = knob(default=0.0, ge=0, le=1, help="gray of the bars; 0 is black")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        if self.idle:
            return frames
        along = torch.full((1,), int(self.strength < 0), device=frames.pixels.device)
        return self.behind(frames, along)

    def sham(self, reach: float = 1.0) -> "Cue":
        return LooseBars(self.strength, self.level)

    def removed(self) -> "Cue":
        return Bars(0, self.level)

    def reversed(self) -> "Cue":
        return Bars(-self.strength, self.level)


@frozen
class LooseBars(Framed):
    """The sham of bars: as many pixels behind the same bars, at top and bottom or at the sides by chance.

    It tells no turn. That a tile lies at some border it still tells, for whatever stands at a border does.
    """

    strength: int = knob(default=8, ge=-128, le=128, unit="px", help="width of each bar; 0 is off")
    level: float = knob(default=0.0, ge=0, le=1, help="gray of the bars; 0 is black")

    def plant(self, frames: Frames, rng: Rng) -> Frames:
        return frames if self.idle else self.behind(frames, rng.integers(0, 2, len(frames.pixels)))

    def sham(self, reach: float = 1.0) -> "Cue":
        return self

    def removed(self) -> "Cue":
        return Bars(0, self.level)

    def reversed(self) -> "Cue":
        return LooseBars(-self.strength, self.level)


@frozen
class InscribedCrop(WindowDefense):
    """Keep all windows at least `pixels` px inside the picture: those of a picture are moved together.

    Where they do not fit, a trial is refused. Measured: what lies in the outermost `pixels` px is never seen; of bars
    8 px wide the attacker of frames tells half of a rotation without, and behind 9 px no more than chance.
    """

    changes = "places"

    pixels: int = knob(default=4, ge=0, le=256, unit="px", help="how much of the frame is left out; 0 is off")

    @property
    def idle(self) -> bool:
        return self.pixels == 0

    def spread(self, windows: Tensor, size: tuple[int, int], rng: Rng) -> Tensor:
        if self.idle:
            return windows
        side = windows.new_full((2,), size[1])
        side[1] = size[0]
        corner = windows[..., :2]
        low, high = corner.amin(1, keepdim=True), (corner + windows[..., 2:].abs()).amax(1, keepdim=True)
        end = side - self.pixels
        moved = (self.pixels - low).clamp(min=0) + (end - high).clamp(max=0)
        # what is too large is moved out of the picture, so that it is refused where a trial is made
        moved = torch.where(high - low > end - self.pixels, side, moved)
        return torch.cat([corner + moved, windows[..., 2:]], -1)
