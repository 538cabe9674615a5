"""Numbers that are none any more: named by the pictures, the net and the step, never an answer in silence."""

from typing import Any

from torch import Tensor

from pitfalls.encoders.network import Network
from pitfalls.frozen import Refused


class NotFinite(Refused):
    """Features or guesses that are NaN or infinite."""


class NotRead(Refused, KeyError):
    """What a run was asked for and has not: a KeyError that says why."""

    __str__ = Exception.__str__  # that of a KeyError would put quotes about the sentence


class Outcome(dict[str, Any]):
    """What was measured, by name; a name that is missing says why (`told`: what became of the run)."""

    def __init__(self, found: dict[str, Any], told: str):
        super().__init__(found)
        self.told = told

    def __missing__(self, name: str) -> Any:
        raise NotRead(f"{name!r} was not read of this run: {self.told}; it has {', '.join(self) or 'nothing'}")


def outcome_of(record: dict[str, Any]) -> Outcome:
    """The outcome in a record, without which pictures were right."""
    found = {name: value for name, value in record["outcome"].items() if name != "hits"}
    if record["status"] == "nan":
        return Outcome(found, " ".join(record.get("warnings") or ("its weights became NaN or infinite",)))
    return Outcome(found, "its trial asks for no such measure, or its pictures have no label for it")


def check_features(features: dict[int, Tensor], split: str, net: str) -> None:
    """NotFinite, naming the images and the net, before any probe is fitted to what is no number."""
    if not all(bool(each.isfinite().all()) for each in features.values()):
        raise NotFinite(f"the features of the {split} images are not finite in {net}")


def lost(network: Network, net: str, good: int, steps: int) -> str:
    """In a sentence how a training of `steps` steps went wrong, of which the first `good` had a finite loss."""
    if good < steps:
        first = f"the loss of {net} is not finite from step {good + 1} on"
    else:
        bad = [name for name, weight in network.named_parameters() if not bool(weight.isfinite().all())]
        first = f"{bad[0] if bad else 'a weight'} of {net} is not finite"
    return f"{first}: its weights became NaN or infinite within {steps} steps, and nothing was read of the network"
