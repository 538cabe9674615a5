"""Whether a net and a score fit the trial, found on a few pictures before the first step."""

import torch
from torch import Tensor

from pitfalls.encoders.maps import READ, maps_of
from pitfalls.encoders.network import Network, centered
from pitfalls.frozen import Refused
from pitfalls.images.splits import Splits
from pitfalls.path.walk import Path
from pitfalls.training.features import recalibrated, seen
from pitfalls.trial import Trial

FEW = 8


@torch.no_grad()
def check_net(trial: Trial, network: Network, path: Path, splits: Splits) -> None:
    """Refuse a score that gives no loss an example, and a net that cannot take whole pictures where it is read of."""
    assert trial.score is not None
    ready, device = recalibrated(network, ()), splits.train.pixels.device
    views, answer = path.ask(splits.train, torch.arange(min(FEW, len(splits.train.pixels)), device=device), 0)
    loss = trial.score.loss(ready(views[0]).float(), answer)
    if not isinstance(loss, Tensor) or loss.shape != answer.weight.shape:
        shape = f"the shape {tuple(loss.shape)}" if isinstance(loss, Tensor) else f"a {type(loss).__name__}"
        told = f"{type(trial.score).__name__}.loss gives {shape} for {len(answer.weight)} examples"
        raise Refused(f"{told}, but it should give the loss of each, ({len(answer.weight)},)")
    if trial.encoder.weightless or not splits.test.labels:
        return
    whole = seen(splits.test.pixels[:2], splits.test.margin, trial.task, trial.defenses)
    asked = " x ".join(map(str, views[0].shape[2:]))
    when = f"it is fed views of {asked} when it is asked, and whole pictures when its features are read: {READ}"
    fed = centered(whole, network.joint)
    maps_of(ready.encoder, fed, f"{trial.encoder.called}, fed whole pictures,", when)
