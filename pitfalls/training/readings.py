"""All that is read of a network in the course of a trial, and the time it takes."""

import time
from collections.abc import Callable
from typing import Any

from pitfalls.encoders.network import Network
from pitfalls.images.splits import Splits
from pitfalls.training.features import recalibrated
from pitfalls.training.finite import NotFinite
from pitfalls.training.knowledge import floor, known
from pitfalls.training.reliance import FEW, ask, reliance, sample
from pitfalls.trial import Trial


class Readings:
    """What probes and questions find in a network: before the first step, at some steps, and after the last."""

    def __init__(self, trial: Trial, seen: Splits):
        self.trial, self.seen = trial, seen
        self.seconds, self.told = 0.0, list[str]()
        self.curve: list[tuple[int, dict[str, Any]]] = []
        parts = trial.reading.curve + 1
        self.stops = {round(part * trial.steps / parts) for part in range(parts)}
        self.chance = trial.task.blind(sample(trial, seen.train, FEW))

    def of_untrained(self, network: Network) -> dict[str, Any]:
        """What the untrained network knows; and what cannot be asked of it is refused before the training."""
        try:
            ask(recalibrated(network, ()), self.seen.test, self.trial, self.trial.cues, 1)
            found = {} if self.trial.encoder.weightless else self._timed(lambda: floor(self.trial, network, self.seen))
        except NotFinite as error:
            raise NotFinite(f"{error} before the first step: a net must give numbers of pictures in [0, 1]") from None
        self.curve.append((0, found))
        return found

    def at(self, step: int, network: Network) -> None:
        """A point of the curve, at the steps where there is to be one."""
        if step and step in self.stops and all(bool(weight.isfinite().all()) for weight in network.parameters()):
            self.curve.append((step, self.of(network, step)))

    def of(self, network: Network, step: int) -> dict[str, Any]:
        """Its features by the probes, unless it has nothing to learn, and its proxy on unseen images.

        Nothing, and a sentence that says why, where its features are not finite.
        """
        try:
            return self._timed(lambda: self._knows(network) | reliance(self.trial, network, self.seen, self.chance))
        except NotFinite as error:
            self.told.append(f"{error} after step {step}; a lower lr or fewer steps may help")
            return {}

    def _knows(self, network: Network) -> dict[str, Any]:
        if self.trial.encoder.weightless:
            return {"n_test": len(self.seen.test.pixels)}
        return known(self.trial, network, self.seen)

    def _timed(self, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        since = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds += time.perf_counter() - since
