"""The forms of what is stored of a run: a row, a record and an attempt, as far as they are read here. No torch."""

from typing import Annotated, Any, Literal

from pydantic import Field, create_model, model_validator

from pitfalls.ledger.believed import Accuracy, Count, Name, Stored
from pitfalls.ledger.columns import COLUMNS, OF_THE_ROW, Kind

TYPES: dict[Kind, Any] = {"text": str, "whole number": Count, "truth": bool, "accuracy": Accuracy, "blob": str}
TYPES |= {"number": Annotated[float, Field(ge=0)], "accuracies": list[Accuracy]}


class Measured(Stored):
    """Numbers of one run, be they a record's outcome or a row."""

    @model_validator(mode="after")
    def _hits_of_its_images(self) -> "Measured":
        hits, count = getattr(self, "hits", None), getattr(self, "n_test", None)
        if hits and (len(hits) != 2 * -(-(count or 0) // 8) or set(hits) - set("0123456789abcdef")):
            raise ValueError(f"hits should be one bit for each of {count} test images")
        return self


def _columns(*left_out: str) -> dict[str, Any]:
    return {name: (TYPES[each.kind] | None, None) for name, each in COLUMNS.items() if name not in left_out}


class Env(Stored):
    """Where a run was made."""

    fingerprint: Name


class File(Stored):
    """An own file behind a run."""

    path: str
    sha256: str


Row = create_model("Row", __base__=Measured, **_columns())
Outcome = create_model("Outcome", __base__=Measured, **_columns(*OF_THE_ROW))


class Encoder(Stored):
    """What is said of the file of a trained encoder."""

    sha256: str
    bytes: Count


class Record(Stored):
    """A finished run."""

    key: Name
    status: Literal["ok", "nan"]
    env: Env
    outcome: Outcome  # pyright: ignore[reportInvalidTypeForm]
    trial: dict[str, Any] = Field(default={})
    fitted: dict[str, Any] | None = None
    steps: Count = 0
    warnings: list[str] = Field(default=[])
    files: dict[str, File] = Field(default={})
    encoder: Encoder | None = None

    @model_validator(mode="after")
    def _no_row(self) -> "Record":
        more = self.outcome.model_extra or {}
        if named := sorted({*OF_THE_ROW, "experiment", "error", "damaged", "warnings"} & more.keys()):
            raise ValueError(f"its outcome should have no {named[0]!r}")
        return self


class Attempt(Stored):
    """A run that ended before its time."""

    status: Literal["error", "interrupted", "failed"]
    error: str = ""
    tries: Count = 0
