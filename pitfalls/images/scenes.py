"""Scenes: procedural pictures whose factors are known exactly, the lab's measuring instrument.

Five parts (disk, square, triangle, ring, cross) stand at the middle and the corners of a figure. The class
is their arrangement alone: every class shows every part once, and over the ten classes each part stands in
each place equally often, so that neither colors nor local patches nor any single part's place tell it.
"""

import hashlib
from typing import Literal

import numpy as np
import torch

from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.draws import Draws
from pitfalls.images.render import PARTS, render

VERSION = 2  # raised when a change alters any pixel or label
CHUNK, MANY = 16, 1024  # scenes drawn at once: on the CPU their planes stay in the cache of a core
PLACES = np.array([(0, 0), (-1, -1), (1, -1), (1, 1), (-1, 1)])  # the middle, then round the corners
CLASSES = np.array([[(a * place + k) % 5 for place in range(5)] for a in (1, 2) for k in range(5)])  # part at a place
HUES = np.array([0.05, 0.16, 0.36, 0.58, 0.8])  # of the parts, where colors are bound
STRIPES = np.array([(0.0, 0.0), (1.5, 0.0), (0.0, 1.5), (1.1, 1.1), (2.4, 0.0)])  # waves a radius
CONTOURS, WAVES = 3, 4
DIRECTIONS = 4  # of the ground's texture that the second label tells apart, 45 degrees from one to the next


@frozen
class Scenes(Source):
    """Ten classes of figures on a textured ground; every seed draws its own training, validation and test scenes.

    labels: the arrangement; second: which way the ground's strongest texture runs (0, 45, 90 or 135 degrees, the
    nearest), which any patch may tell and no arrangement does; factors: everything a scene was drawn from.
    """

    fresh = True

    size: int = knob(default=64, ge=32, le=256, unit="px", help="side of a picture")
    margin: int = knob(default=6, ge=0, le=64, unit="px", help="how far it is drawn beyond its sides, for cues")
    train: int = knob(default=4096, ge=1, le=10_000_000, unit="images", help="training scenes a seed")
    validation: int = knob(default=1000, ge=1, le=10_000_000, unit="images", help="validation scenes a seed")
    test: int = knob(default=1000, ge=1, le=10_000_000, unit="images", help="test scenes a seed")
    colors: Literal["free", "bound"] = knob(default="free", help="colors drawn at random, or bound to the part")
    textures: Literal["free", "bound"] = knob(default="free", help="stripes drawn at random, or bound to the part")
    orientation: Literal["upright", "free"] = knob(default="upright", help="upright with jitter, or any angle")
    jitter: float = knob(default=8.0, ge=0, le=45, unit="degrees", help="how far an upright figure may lean")
    wander: float = knob(default=0.05, ge=0, le=0.2, unit="of the side", help="how far it may lie from the center")
    grain: float = knob(default=0.5, ge=0, le=1, help="contrast of the ground's fine gray texture")
    contours: float = knob(
        default=0.6, ge=0, le=1, help="strength of long contours and smooth shade, over tile borders"
    )
    saturation: float = knob(default=0.1, ge=0, le=1, help="mean saturation of the parts' colors; 0 draws gray parts")
    light: float = knob(default=0.0, ge=0, le=1, help="strength of light from above (tells a rotation by itself)")

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        whole = {"train": self.train, "validation": self.validation, "test": self.test}[split]
        if count is not None and count > whole:
            raise Refused(f"{count} {split} scenes were asked for, but Scenes.{split} is {whole}; raise that knob.")
        return self.scenes(split, seed, np.arange(whole if count is None else count), device)

    def scenes(self, split: Split, seed: int, index: np.ndarray, device: torch.device | str = "cpu") -> Pictures:
        """The scenes of these numbers; number 17 is the same in whatever company."""
        factors = self.factors(Draws(np.asarray(index), "scenes", VERSION, seed, split))
        given = {name: torch.from_numpy(value.astype(np.float32)).to(device) for name, value in factors.items()}
        some = CHUNK if torch.device(device).type == "cpu" else MANY
        pixels = [
            render({name: value[start : start + some] for name, value in given.items()}, self.size, self.margin)
            for start in range(0, len(index), some)
        ]
        labels = torch.from_numpy(factors["arrangement"])
        known = {name: torch.from_numpy(value) for name, value in factors.items()}
        names = tuple(f"arrangement {k}" for k in range(len(CLASSES)))
        return Pictures(torch.cat(pixels), labels, known["direction"], known, names, self.margin).on(device)

    def factors(self, draws: Draws) -> dict[str, np.ndarray]:
        """Everything that scenes are drawn from, (n, ...) each; toggling one knob re-rolls no other factor."""
        count, parts = len(draws.state), len(PARTS)
        arrangement, largest = draws.integers(len(CLASSES))[:, 0], draws.integers(parts)[:, 0]
        lean = np.deg2rad(draws.between(-1, 1))
        lean = lean * (180 if self.orientation == "free" else self.jitter)
        scale, center = draws.between(0.88, 1.08), draws.between(-self.wander, self.wander, 2)
        place = CLASSES.argsort(1)[arrangement]  # where each part stands
        cos, sin = np.cos(lean), np.sin(lean)
        spot = PLACES[place] * 0.265 * scale[..., None]
        radius = np.where(np.arange(parts) == largest[:, None], 0.15, 0.115) * scale * draws.between(0.95, 1.05, parts)
        hue = draws.uniform(parts)
        hue = (HUES + 0.06 * (hue - 0.5)) % 1 if self.colors == "bound" else hue
        stripes = draws.integers(len(STRIPES), parts)
        stripes = np.arange(parts) + 0 * stripes if self.textures == "bound" else stripes
        angle, period = draws.between(0, 2 * np.pi, WAVES), draws.between(3.0, 7.0, WAVES)
        toward, tilt = draws.between(0, 2 * np.pi, CONTOURS), draws.between(0, 2 * np.pi)
        slope = draws.between(0.2, 0.7) * self.contours
        texture = draws.between(0.1, 0.45, WAVES)
        strongest = np.take_along_axis(angle, texture.argmax(1)[:, None], 1)[:, 0]
        return {
            "arrangement": arrangement,
            "largest": largest,
            "x": spot[..., 0] * cos - spot[..., 1] * sin + center[:, :1],
            "y": spot[..., 0] * sin + spot[..., 1] * cos + center[:, 1:],
            "cos": np.broadcast_to(cos, (count, parts)) / radius,
            "sin": np.broadcast_to(sin, (count, parts)) / radius,
            "radius": radius,
            "hue": hue,
            "paint": colors(hue, self.saturation * draws.between(0.75, 1.25, parts), draws.between(0.5, 0.95, parts)),
            "stripes": stripes,
            "stripes_u": STRIPES[stripes][..., 0],
            "stripes_v": STRIPES[stripes][..., 1],
            "phase": draws.uniform(parts),
            "contrast": draws.between(0.15, 0.3, parts),
            "ground": draws.between(0.38, 0.58) * (1 + draws.between(-0.07, 0.07, 3)),
            "slope_x": (slope * np.cos(tilt))[:, 0],
            "slope_y": (slope * np.sin(tilt))[:, 0],
            "light": np.full(count, self.light),
            "texture_x": np.cos(angle) * 64 / period,
            "texture_y": np.sin(angle) * 64 / period,
            "texture_phase": draws.uniform(WAVES),
            "texture": texture * self.grain,
            "direction": np.round(strongest / (np.pi / DIRECTIONS)).astype(np.int64) % DIRECTIONS,
            "contour_x": np.cos(toward),
            "contour_y": np.sin(toward),
            "bend": draws.between(-0.9, 0.9, CONTOURS),
            "offset": draws.between(-0.4, 0.4, CONTOURS),
            "sharpness": draws.between(60, 110, CONTOURS),
            "ink": draws.between(0.35, 0.8, CONTOURS) * np.sign(draws.between(-1, 1, CONTOURS)) * self.contours,
        }

    def digest(self) -> str:
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()


def colors(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> np.ndarray:
    """RGB (..., 3) in [0, 1] of hue, saturation and value in [0, 1]."""
    turn = (hue[..., None] * 6 + np.array([5, 3, 1])) % 6
    return value[..., None] * (1 - np.minimum(saturation, 1)[..., None] * np.clip(np.minimum(turn, 4 - turn), 0, 1))
