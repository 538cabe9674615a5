"""Toggles that change nothing: beside a defense without effect, any other result would pass for its doing."""

import torch
from torch import Tensor

from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.trial import Trial

ASKED = 64
SAYS = " changes nothing: "
NOTHING = 1e-5  # of the range of a pixel: less is the dust of arithmetic


class NoEffect(UserWarning):
    """A toggle of a trial that changes nothing, of which its result says nothing either."""


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
    if trial.questions:
        path = Path(trial.task, trial.cues, trial.defenses, trial.seed, "train", device, trial.questions)
        path.ask(pictures, index, 0)
        if not path.posing.call:
            found.append(f"questions={trial.questions} changes nothing: {type(trial.task).__name__} draws no question.")
    return found
