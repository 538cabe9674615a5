"""What a row holds, column by column: its kind and its meaning. No torch."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole number", "truth", "number", "accuracy", "accuracies", "blob"]


@dataclass(frozen=True)
class Column:
    """A column's kind and meaning; accuracies are shares in [0, 1], on images that were not trained on.

    late: it came after rows were kept, and is left out where no row has it.
    """

    kind: Kind
    told: str
    late: bool = False


COLUMNS: dict[str, Column] = {
    "arm": Column("text", "the arm of the experiment, by its name"),
    "seed": Column("whole number", "the seed of all draws; rows of one seed form a pair"),
    "status": Column("text", "ok, nan (weights or features became infinite), failed, error, interrupted or missing"),
    "learned": Column("truth", "whether the proxy lies above its chance, by an exact one-sided 99 % bound"),
    "proxy": Column("accuracy", "how often the proxy task is answered right"),
    "proxy_removed": Column("accuracy", "the proxy of the same network where the cue is removed"),
    "proxy_reversed": Column("accuracy", "the proxy of the same network where the cue is turned round"),
    "saturation": Column(
        "accuracy", "the chroma of guessed colors as a share of the true ones', at most 1 a picture", late=True
    ),
    "chance": Column("accuracy", "the proxy of the best guess that sees no picture"),
    "questions": Column("whole number", "how many questions the proxies are read from"),
    "probe": Column("accuracy", "the label that decides, read from the features by a linear (ridge) probe"),
    "balanced": Column("accuracy", "the probe's mean over classes of the share that is right"),
    "knn": Column("accuracy", "the label that decides, read from the nearest neighbors"),
    "second": Column("accuracy", "a further label of the same pictures, read by a linear probe"),
    "logistic": Column("accuracy", "the label that decides, read by a logistic probe"),
    "probe_1": Column("accuracy", "the probe that is taught 1 % of the labels"),
    "probe_10": Column("accuracy", "the probe that is taught 10 % of the labels"),
    "layers": Column("accuracies", "the probe of each layer from the first to the last, with a space between"),
    "penalty": Column("number", "the probe's penalty, chosen on validation images"),
    "floor_probe": Column("accuracy", "the same as probe, of the untrained network"),
    "floor_knn": Column("accuracy", "the same as knn, of the untrained network"),
    "floor_second": Column("accuracy", "the same as second, of the untrained network"),
    "floor_logistic": Column("accuracy", "the same as logistic, of the untrained network"),
    "floor_probe_1": Column("accuracy", "the same as probe_1, of the untrained network"),
    "floor_probe_10": Column("accuracy", "the same as probe_10, of the untrained network"),
    "floor_layers": Column("accuracies", "the same as layers, of the untrained network"),
    "n_test": Column("whole number", "how many test images the probes are read from"),
    "attack": Column("accuracy", "the proxy of a small attacker that sees nothing but the planted cue"),
    "attack_chance": Column("accuracy", "the attacker's chance"),
    "fresh": Column("truth", "whether each seed has test images of its own"),
    "overlap": Column("accuracy", "the share of its test images that a seed has in common with another one"),
    "exploratory": Column("truth", "whether knobs were set by hand: such rows are not the claim's"),
    "env": Column("text", "the fingerprint of device, number format and library versions"),
    "key": Column("text", "the name of the trial: a digest of all that decides its outcome"),
    "hits": Column("blob", "which test images the probe has right: one bit an image, as hexadecimal digits"),
}
BESIDE: dict[str, str] = {
    "experiment": "the claim whose row it is, where several are printed",
    "kind": "arm, or ceiling: the supervised trial, whose proxy is the label itself and no other arm's question",
    "task, lr, cues.NAME.strength, ...": "a knob that differs between arms, by its place in the trial; empty where an "
    "arm has no such part, or the knob its default",
}
OF_THE_ROW = ("arm", "seed", "status", "learned", "attack", "attack_chance", "fresh", "overlap", "exploratory")
OF_THE_ROW += ("env", "key")  # what no run measures


def kinds(*wanted: Kind) -> set[str]:
    """The names of the columns of some kinds."""
    return {name for name, column in COLUMNS.items() if column.kind in wanted}


def explained() -> list[tuple[str, str, str]]:
    """Name, kind and meaning of every column that a table of rows may have, in their order."""
    every = [(name, column.kind, column.told) for name, column in COLUMNS.items()]
    return [*every, *((name, "text", told) for name, told in BESIDE.items())]
