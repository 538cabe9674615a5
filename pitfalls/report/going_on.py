"""The command that goes on from a claim as it stands, with all that it was run with. No torch."""

import shlex
from collections.abc import Sequence
from typing import Any

from pitfalls.experiment.find import experiments

PROFILES = ("smoke", "full")  # that of no word in a claim's name is quick


def command(plan: dict[str, Any], seeds: int | None = None, results: str = "results", file: str = "") -> str:
    """`pitfalls run NAME ...` for the same claim; "" for one of another revision, which no command goes on with.

    file: the experiment as the user named it, where that is known; else one of one's own is named without its folder.
    """
    name, _, _ = plan["name"].partition("+")
    if "~" in name:
        return ""
    name, folder, _ = name.partition("@")
    stem, profile = profiled(name)
    words = ["pitfalls", "run", file or (stem if stem in experiments() else f"{stem}.py")]
    words += ["--profile", profile] if profile != "quick" else []
    words += ["--images", _folder(plan)] if folder else []
    for each in plan.get("settings") or ():
        if each.startswith("--task="):  # what was run is no experiment, but a task that was turned
            words[2] = each.removeprefix("--task=")
        else:
            words += [each] if each.startswith("--") else ["--set", each]
    words += ["--seeds", str(seeds)] if seeds else []
    words += ["--results", results] if results != "results" else []
    return shlex.join(words)


def going_on(plan: dict[str, Any], judged: Sequence[Any], results: str) -> list[str]:
    """What to run for the next look of those undecided, or for an answer where this was a smoke; [] for nothing."""
    if profiled(plan["name"])[1] == "smoke":
        again = command(plan | {"name": plan["name"].replace("-smoke", "", 1)}, None, results)
        return [f"For an answer: {again}"]
    following = min((each.next_look for each in judged if each.word == "undecided" and each.next_look), default=None)
    again = command(plan, following, results) if following else ""
    return [f"To the look at {following} seeds: {again}"] if again else []


def profiled(name: str) -> tuple[str, str]:
    """The name of an experiment, and the profile that stands behind it in the name of its rows."""
    stem, dash, profile = name.partition("@")[0].partition("+")[0].rpartition("-")
    return (stem, profile) if dash and profile in PROFILES else (name, "quick")


def _folder(plan: dict[str, Any]) -> str:
    """The path of the folder that the arms' pictures come from."""
    images = next((arm["fields"]["images"]["fields"] for arm in plan["arms"].values() if arm.get("fields")), {})
    return str(images.get("path") or "FOLDER")
