"""Toggles that change nothing: beside a defense without effect, any other result would pass for its doing."""

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

    def shown(cues: tuple, defenses: tuple) -> Tensor:
        return Path(trial.task, cues, defenses, trial.seed, "train", device).ask(pictures, index, 0)[0][0]

    parts, whole, found = (*trial.cues, *trial.defenses), shown(trial.cues, trial.defenses), []
    for place, part in enumerate(parts):
        cut, others = len(trial.cues) - (place < len(trial.cues)), parts[:place] + parts[place + 1 :]
        if part.idle or float((whole - shown(others[:cut], others[cut:])).abs().max()) < NOTHING:
            found.append(f"{part!r} changes nothing: {len(index)} questions look the same without it.")
    return found
