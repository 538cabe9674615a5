"""Toggles that change nothing: beside a defense without effect, any other result would pass for its doing."""

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.trial import Trial

ASKED = 64
NOTHING = 1e-5  # of the range of a pixel: less is the dust of arithmetic


@torch.no_grad()
def without_effect(trial: Trial, pictures: Pictures, device: torch.device | str = "cpu") -> list[str]:
    """One sentence for each cue and defense without which the trial would show the same views all the same."""
    index = torch.arange(min(ASKED, len(pictures.pixels)), device=device)

    def shown(trial: Trial) -> Tensor:
        path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train", device)
        return path.ask(pictures, index, 0)[0][0]

    whole, found = shown(trial), []
    for name in ("cues", "defenses"):
        parts: tuple[Any, ...] = getattr(trial, name)
        for place, part in enumerate(parts):
            others = parts[:place] + parts[place + 1 :]
            if part.idle or float((whole - shown(replace(trial, **{name: others}))).abs().max()) < NOTHING:
                found.append(f"{part!r} changes nothing: {len(index)} questions look the same without it.")
    return found
