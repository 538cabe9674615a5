"""Features of any images, read of a trained network as the probe reads them."""

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.images.arrays import as_tensor
from pitfalls.images.base import Pictures
from pitfalls.images.checked import checked_images
from pitfalls.training.features import RECALIBRATION, features, recalibrated, whole
from pitfalls.training.place import alone
from pitfalls.trial import Trial


def represented(trial: Trial, network: Network, images: Any, layer: int | None, pool: int | None) -> Tensor:
    """Features (N, D), float32, of images (N, 3, S, S), uint8 or in [0, 1], by a fitted trial and its trained network.

    Statistics of batch normalization are those of clean training pictures, as where the probe reads; `layer` and `pool`
    are the trial's own where they are None.
    """
    given = images if isinstance(images, Pictures) else Pictures(checked_images(as_tensor(images)))
    asked = {name: value for name, value in (("layer", layer), ("pool", pool)) if value is not None}
    reading = replace(trial.reading, layers=False, **asked)
    with alone(torch.device("cpu"), trial.seed):
        before = trial.images.load("train", trial.seed, RECALIBRATION)
        ready = recalibrated(network, whole(before, trial.task, trial.defenses))
        (found,) = features(ready, given, trial.task, trial.defenses, reading).values()
    return found
