"""The questions that an attacker had right and was surest of, as they were shown."""

import base64
import io

from torch import Tensor
from torchvision.transforms.functional import to_pil_image

from pitfalls.audit.attacked import fitted
from pitfalls.audit.auditing import PICTURES, Audit
from pitfalls.audit.reach import Reach
from pitfalls.audit.reading import turns, walked

MOST = 160  # px: a smaller view is shown larger


def giveaways(audit: Audit, reach: Reach) -> list[Tensor]:
    """The views (V, C, h, w) of each question that gave the answer away behind all defenses."""
    trial = fitted(audit.trial, audit.trial.images.load("train", audit.trial.seed, PICTURES))
    pictures = trial.images.load("test", trial.seed, PICTURES)
    path, found = walked(trial, "judge"), {}
    batches = list(turns(len(pictures.pixels), audit.counts[1], trial.seed, "judge"))
    for number in reach.giveaways:
        step, row = divmod(number, len(batches[0]))
        found[number] = path.ask(pictures, batches[step], step)[0][0][row]
    return list(found.values())


def png(picture: Tensor) -> str:
    """A picture (3, H, W) in [0, 1] as PNG in base64, each pixel as it is, and enlarged by a whole factor."""
    factor = max(1, MOST // max(picture.shape[-2:]))
    large = picture.clamp(0, 1).repeat_interleave(factor, -1).repeat_interleave(factor, -2)
    file = io.BytesIO()
    to_pil_image(large.float()).save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()
