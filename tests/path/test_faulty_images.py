"""Faulty cues, repairs and window defenses: refused before the first step, told of the method."""

from dataclasses import replace

import pytest
import torch

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.path.faults import check_path
from pitfalls.shortcuts.base import Cue, ImageDefense, WindowDefense
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

scenes = Scenes(size=32, margin=4, train=20)
trial = Trial(task=Rotation(), images=scenes)
pictures = scenes.load("train", 0)


def faulty(frames, fault, rng):
    """What is given instead of darker pictures."""
    match fault:
        case "in place":
            frames.pixels.mul_(0.5)
            return frames
        case "pixels alone":
            return frames.pixels
        case "cropped":
            return replace(frames, pixels=frames.pixels[..., 2:])
        case "values to 300":
            return frames.with_pixels(frames.pixels * 300)
        case "global draws":
            return frames.with_pixels(frames.pixels * torch.rand(()))
        case "margin":
            return replace(frames, pixels=frames.pixels[..., 2:-2, 2:-2], margin=frames.margin - 2)
    return frames.with_pixels(frames.pixels * 0.9)


@frozen
class Dark(Cue):
    """Darkens pictures, with a fault by name."""

    strength: float = knob(default=1.0, ge=0, le=1, help="how much")
    fault: str = knob(default="none", help="what is wrong")

    def plant(self, frames, rng):
        return faulty(frames, self.fault, rng)

    def sham(self, reach=1.0):
        return self

    def removed(self):
        return self

    def reversed(self):
        return self


@frozen
class Darkened(ImageDefense):
    """Darkens pictures, with a fault by name."""

    fault: str = knob(default="none", help="what is wrong")

    def repair(self, frames, rng):
        return faulty(frames, self.fault, rng)


TOLD = {
    "in place": r"{} writes into the frames.pixels it is handed; work on a copy, frames.pixels.clone\(\)",
    "pixels alone": r"{} gives a Tensor, but it should give Frames of \(32, 32\) px",
    "cropped": r"{} gives \(32, 30\) px, but it should give Frames of \(32, 32\) px",
    "values to 300": r"{} gives values from \S+ to \d+\S*, but those of a picture lie in \[0, 1\]",
    "global draws": "{} draws from the global generator of torch",
}


@pytest.mark.parametrize("fault", TOLD)
@pytest.mark.parametrize("name", ["Dark.plant", "Darkened.repair"])
def test_a_faulty_cue_or_repair_is_refused(name, fault):
    made = lambda fault: {"cues": (Dark(fault=fault),)} if name == "Dark.plant" else {"defenses": (Darkened(fault),)}
    check_path(replace(trial, **made("none")), pictures)
    with pytest.raises(Refused, match=TOLD[fault].format(name)):
        check_path(replace(trial, **made(fault)), pictures)


def test_a_cue_that_takes_more_margin_than_it_says_is_refused():
    with pytest.raises(Refused, match=r"Dark.plant leaves a margin of 2 px of 4, but Dark.margin says that it takes 0"):
        check_path(replace(trial, cues=(Dark(fault="margin"),)), pictures)


@frozen
class Pushed(WindowDefense):
    """Leaves windows where they are, with a fault by name."""

    fault: str = knob(default="none", help="what is wrong")

    def spread(self, windows, size, rng):
        match self.fault:
            case "in place":
                return windows.sub_(0).mul_(1) if windows.numel() else windows
            case "moves in place":
                windows[..., 0] = 0
                return windows
            case "half a pixel":
                return windows + 0.5
            case "fewer":
                return windows[:, :0]
            case "wider":
                return windows + torch.tensor([0, 0, 1, 0])
        return windows


@pytest.mark.parametrize(
    "fault,told",
    [
        ("moves in place", "Pushed.spread writes into the windows it is handed"),
        ("half a pixel", "Pushed.spread gives torch.float32 windows"),
        ("fewer", "Pushed.spread gives the shape .* but it should give windows"),
        ("wider", "Pushed.spread gives windows of 28 x 29 px, but `cut` says 28 x 28"),
    ],
)
def test_a_faulty_window_defense_is_refused(fault, told):
    check_path(replace(trial, defenses=(Pushed(),)), pictures)
    with pytest.raises(Refused, match=told):
        check_path(replace(trial, defenses=(Pushed(fault=fault),)), pictures)
