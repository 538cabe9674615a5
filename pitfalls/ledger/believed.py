"""What is believed of files that anybody may have written: their shape, their types, and numbers in their range.

Nothing is changed by it: what is not believed is told, with the value and what is allowed. No torch.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pitfalls.refused import CONTROL

LONG = 60  # characters of a value that are still told


def _shown(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("should hold no control characters")
    return text


def _a_name(text: str) -> str:
    if text in (".", "..") or set(text) & set("/\\") or len(text.encode()) > 200:
        raise ValueError("should be a plain name, without a folder")
    return _shown(text)


Text = Annotated[str, AfterValidator(_shown)]
Name = Annotated[str, AfterValidator(_a_name)]
Accuracy = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=2**53)]


class Stored(BaseModel):
    """What is read off the disk; more than is asked for may stand there."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


def fault(kind: type[Stored], data: Any) -> str:
    """Why `data` is not believed to be of a kind, with the value and what is allowed; "" where it is."""
    try:
        kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            return f"{place} is missing"
        told = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
        return f"{place} is {_said(first['input'])}, but it {told}" if place else told
    except RecursionError:
        return "it is nested too deeply"
    return ""


def _said(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # a number of thousands of digits
        text = ""
    return text if 0 < len(text) <= LONG else f"a {type(value).__name__}"
