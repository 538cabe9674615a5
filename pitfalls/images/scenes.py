"""Scenes: procedural pictures whose factors are known exactly, the lab's measuring instrument.

Five parts stand at the middle and the corners of a figure. A species says which of eight kinds stands at which
place, so that no part tells it alone, only their composition; some parts are strays, of any other kind. All else
(hue, lightness, tilt, size, position, ground) is drawn without regard to the species.
"""

import hashlib

import numpy as np
import torch

from pitfalls.frozen import frozen, knob
from pitfalls.images.base import Pictures, Source, Split
from pitfalls.images.draws import Draws
from pitfalls.images.kinds import KINDS
from pitfalls.images.render import render

VERSION = 3  # raised when a change alters any pixel or label
CHUNK, MANY = 16, 1024  # scenes drawn at once: on the CPU their planes stay in the cache of a core
PLACES = np.array([(0, 0), (-1, -1), (1, -1), (1, 1), (-1, 1)])  # the middle, then round the corners
# Kind a + b x at place x, over the field of eight elements (sums are exclusive or), for each a and b of 1 and 2: each
# kind stands at each place in two species, and two species agree in at most one place.
TIMES = {1: np.array([0, 1, 2, 3, 4]), 2: np.array([0, 2, 4, 6, 3])}
SPECIES = np.array([a ^ TIMES[b] for b in (1, 2) for a in range(8)])
PITCH, RADIUS = 0.265, 0.13  # of the side: from the middle to a corner along an axis; of a part
CONTOURS, WAVES = 3, 4
LUMA = np.array([0.299, 0.587, 0.114])


@frozen
class Scenes(Source):
    """Sixteen species of figures on a muted ground; every seed draws its own training, validation and test scenes.

    labels: species (16), and middle (8), the kind of the part in the middle; factors: all a scene was drawn from.
    """

    fresh = True

    size: int = knob(default=64, ge=32, le=256, unit="px", help="side of a picture")
    margin: int = knob(default=6, ge=0, le=64, unit="px", help="how far it is drawn beyond its sides, for cues")
    train: int = knob(default=4096, ge=1, le=10_000_000, unit="images", help="training scenes a seed")
    validation: int = knob(default=1000, ge=1, le=10_000_000, unit="images", help="validation scenes a seed")
    test: int = knob(default=4000, ge=1, le=10_000_000, unit="images", help="test scenes a seed")
    strays: int = knob(default=2, ge=0, le=5, unit="parts", help="parts that are of any other kind than the species'")
    bond: float = knob(default=0.0, ge=0, le=1, help="share of the parts that have the hue of their kind")
    saturation: float = knob(default=0.6, ge=0, le=1, help="how far colors lie from gray; 0 draws gray parts")
    lean: float = knob(default=15.0, ge=0, le=180, unit="degrees", help="how far a figure may lean to either side")
    tilt: float = knob(default=10.0, ge=0, le=180, unit="degrees", help="how far a part may, by itself")
    turned: float = knob(default=0.0, ge=0, le=1, help="share of the scenes that stand on any of their four sides")
    wander: float = knob(default=0.08, ge=0, le=0.2, unit="of the side", help="how far it may lie from the center")
    spread: float = knob(default=0.04, ge=0, le=0.2, unit="of the side", help="how far a part may lie from its place")
    scaling: float = knob(default=0.2, ge=0, le=0.3, help="how much larger or smaller figures and parts may be")
    grain: float = knob(default=0.15, ge=0, le=1, help="contrast of the ground's fine gray grain")
    contours: float = knob(
        default=0.3, ge=0, le=1, help="strength of long contours and smooth shade, over tile borders"
    )
    light: float = knob(default=0.0, ge=0, le=1, help="strength of light from above (tells a rotation by itself)")

    def load(self, split: Split, seed: int, count: int | None = None, device: torch.device | str = "cpu") -> Pictures:
        whole = {"train": self.train, "validation": self.validation, "test": self.test}[split]
        return self.scenes(split, seed, np.arange(whole if count is None else min(count, whole)), device)

    def scenes(self, split: Split, seed: int, index: np.ndarray, device: torch.device | str = "cpu") -> Pictures:
        """The scenes of these numbers; number 17 is the same in whatever company."""
        factors = self.factors(Draws(np.asarray(index), "scenes", VERSION, seed, split))
        given = {name: torch.from_numpy(value.astype(np.float32)).to(device) for name, value in factors.items()}
        some = CHUNK if torch.device(device).type == "cpu" else MANY
        pixels = []
        for start in range(0, len(index), some):
            part = slice(start, start + some)
            chunk = {name: value[part] for name, value in given.items()}
            largest = float(factors["radius"][part].max())
            pixels.append(render(chunk, factors["kind"][part], self.size, self.margin, largest))
        known = {name: torch.from_numpy(value) for name, value in factors.items()}
        labels = {"species": known["species"], "middle": known["kind"][:, 0].contiguous()}
        names = {"species": tuple(f"species {k}" for k in range(len(SPECIES))), "middle": tuple(KINDS)}
        return Pictures(torch.cat(pixels), labels, names, known, self.margin).on(device)

    def factors(self, draws: Draws) -> dict[str, np.ndarray]:
        """Everything that scenes are drawn from, (n, ...) each; toggling one knob re-rolls no other factor."""
        parts, kinds = len(PLACES), len(KINDS)
        species = draws.integers(len(SPECIES))[:, 0]
        stray = draws.uniform(parts).argsort(1).argsort(1) < self.strays
        kind = (SPECIES[species] + stray * (1 + draws.integers(kinds - 1, parts))) % kinds
        around = lambda reach, count=1: draws.between(-1, 1, count) * reach
        turn = draws.integers(4) * (draws.uniform() < self.turned)
        lean = np.deg2rad(around(self.lean) + 90 * turn)
        tilt = lean + np.deg2rad(around(self.tilt, parts))
        center, scale = around(self.wander, 2), 1 + around(self.scaling)
        spot, cos, sin = PLACES * PITCH * scale[..., None], np.cos(lean), np.sin(lean)
        radius = RADIUS * scale * (1 + around(self.scaling, parts))
        own = (kind + 0.6 * (draws.uniform(parts) - 0.5)) / kinds
        hue = np.where(draws.uniform(parts) < self.bond, own % 1, draws.uniform(parts))
        strength, lightness = draws.between(0.75, 1.25, parts), draws.between(0.5, 0.9, parts)
        toward, slope = draws.between(0, 2 * np.pi), draws.between(0.2, 0.7) * self.contours
        angle, period = draws.between(0, 2 * np.pi, WAVES), draws.between(3.0, 7.0, WAVES)
        across = draws.between(0, 2 * np.pi, CONTOURS)
        return {
            "species": species,
            "kind": kind,
            "stray": stray,
            "turn": turn[:, 0],
            "x": spot[..., 0] * cos - spot[..., 1] * sin + center[:, :1] + around(self.spread, parts),
            "y": spot[..., 0] * sin + spot[..., 1] * cos + center[:, 1:] + around(self.spread, parts),
            "cos": np.cos(tilt) / radius,
            "sin": np.sin(tilt) / radius,
            "radius": radius,
            "hue": hue,
            "paint": colors(hue, self.saturation * strength, lightness),
            "ground": draws.between(0.18, 0.36) * (1 + around(0.07, 3)),
            "slope_x": (slope * np.cos(toward) + self.light * np.sin(90 * turn * np.pi / 180))[:, 0],
            "slope_y": (slope * np.sin(toward) - self.light * np.cos(90 * turn * np.pi / 180))[:, 0],
            "grain_x": np.cos(angle) * 64 / period,
            "grain_y": np.sin(angle) * 64 / period,
            "grain_phase": draws.uniform(WAVES),
            "grain": draws.between(0.1, 0.45, WAVES) * self.grain,
            "contour_x": np.cos(across),
            "contour_y": np.sin(across),
            "bend": around(0.9, CONTOURS),
            "offset": around(0.4, CONTOURS),
            "sharpness": draws.between(60, 110, CONTOURS),
            "ink": draws.between(0.35, 0.8, CONTOURS) * np.sign(around(1, CONTOURS)) * self.contours,
        }

    def digest(self) -> str:
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()


def colors(hue: np.ndarray, saturation: np.ndarray, lightness: np.ndarray) -> np.ndarray:
    """RGB (..., 3) in [0, 1] whose gray is `lightness` whatever the hue; less saturated where no such color exists."""
    turn = (hue[..., None] * 6 + np.array([5, 3, 1])) % 6
    pure = 1 - np.clip(np.minimum(turn, 4 - turn), 0, 1)
    away, gray = pure - pure @ LUMA[:, None], lightness[..., None]
    room = (np.where(away > 0, 1 - gray, gray) / np.maximum(np.abs(away), 1e-9)).min(-1)
    return gray + np.minimum(saturation, room)[..., None] * away
