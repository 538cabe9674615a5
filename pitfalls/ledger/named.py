"""The form of a claim: what was named before its rows, as far as it is read here. No torch."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from pitfalls.ledger.believed import Accuracy, Count, Name, Stored, Text
from pitfalls.ledger.columns import kinds

SEEDS = 1000  # of one claim


class Part(Stored):
    """A part of a trial, as it was written down."""

    type: str
    fields_: dict[str, Any] = Field(alias="fields")


class Knobs(Stored):
    """What a trial holds, as far as it is looked at."""

    cues: list[Part] = Field(default=[])


class Arm(Stored):
    """A trial, as it was written down."""

    fields_: Knobs = Field(default=Knobs(), alias="fields")


class Contrast(Stored):
    """A weighted sum of arms."""

    name: Text
    terms: dict[Text, Annotated[float, Field(ge=-1e6, le=1e6)]] = Field(min_length=1)
    sign: Literal[-1, 0, 1]
    scale: Annotated[float, Field(gt=0)] = 1.0
    clean: Text = ""
    planted: Text = ""
    sham: Text = ""
    attacker: Text = ""


class Cell(Stored):
    """An arm at a seed."""

    arm: Text
    seed: Annotated[int, Field(ge=0, lt=SEEDS)]
    key: Annotated[Name, Field(min_length=1)]
    attack: Name


def _read_from(outcome: str) -> str:
    if outcome not in kinds("accuracy"):
        raise ValueError("should be an accuracy that a row has")
    return outcome


class Named(Stored):
    """What was named before the rows."""

    name: Name
    revision: Name
    question: Text
    outcome: Annotated[str, AfterValidator(_read_from)]
    delta: Annotated[float, Field(gt=0, le=1)]
    alpha: Annotated[float, Field(gt=0, lt=1)]
    ordered: bool
    learning: bool
    exploratory: bool
    fresh: bool
    contrasts: list[Contrast]
    also: list[Contrast] = Field(default=[])
    arms: dict[Text, Arm]
    cells: list[Cell] = Field(min_length=1)
    settings: list[Text] = Field(default=[])
    shared: list[Text] = Field(default=[])
    lacking: Text = ""
    picture: Name = ""
    images: dict[str, str] = Field(default={})
    dose: dict[str, float] = Field(default={})
    overlap: Accuracy = 0.0
    n_test: Count = 0
    named_late: Count = 0
