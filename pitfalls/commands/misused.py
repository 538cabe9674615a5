"""What the command-line library refuses, in one sentence as everywhere: the option, the value, what is allowed."""

from collections.abc import Sequence
from typing import Any

from pitfalls.refused import nearest

ALLOWED = {"a valid integer": "a whole number", "a valid number": "a number"}


def misused(error: Any, words: Sequence[str]) -> str:
    """The sentence for a refusal of the library, whose kinds are known by what they hold; "" for any other error."""
    if not hasattr(error, "format_message"):
        return ""
    kind, told = type(error).__name__, error.format_message().rstrip(".")
    where = f"`{error.ctx.command_path} --help` tells what there is" if getattr(error, "ctx", None) else ""
    if kind == "NoSuchOption":
        known = ["--help", *(each for param in error.ctx.command.params for each in param.opts if each[:2] == "--")]
        return f"{error.ctx.command_path} has no option {error.option_name!r}; {nearest(error.option_name, known)}"
    if kind == "MissingParameter":
        name = error.param.opts[0] if error.param.param_type_name == "option" else (error.param.name or "").upper()
        return f"{error.ctx.command_path} needs {name} ({(error.param.help or '').rstrip('.')}), but it is not given"
    if kind == "BadOptionUsage":
        wants = "needs a value, but none is given" if "requires" in told else "takes no value, but one is given"
        return f"{error.option_name} {wants}"
    if kind == "BadParameter" and error.param is not None and error.message.startswith("Input should be "):
        option = error.param.opts[0] if error.param.param_type_name == "option" else error.param.name
        allowed = error.message.removeprefix("Input should be ").partition(", unable")[0]
        allowed = ALLOWED.get(allowed, allowed)
        return f"{option} is {_given(error.param.opts, words)!r}, but it should be {allowed}"
    if told.startswith("No such command"):
        name = next((word for word in words if not word.startswith("-")), "")
        return f"there is no command {name!r}; {nearest(name, list(error.ctx.command.commands))}"
    if "extra argument" in told:
        extra = told.rpartition("(")[2].rstrip(")")
        return f"{error.ctx.command_path} takes no {extra!r} after its other words; {where}"
    return f"{told[:1].lower()}{told[1:]}"


def _given(options: Sequence[str], words: Sequence[str]) -> str:
    """The value that was given to an option, as it was written."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options:
            return value if equals else "".join(words[place + 1 : place + 2])
    return ""
