"""Find an experiment by name, and change it as the command line asks: other images, other knobs, another scale."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pitfalls.experiment.settings import applied, said, setting
from pitfalls.refused import Refused, nearest
from pitfalls.writing import at_home

if TYPE_CHECKING:
    from pitfalls.experiment.experiment import Experiment

NOT_CLAIMS = {"speed", "robustness", "signature.py"}


PACKAGE = Path(__file__).parents[1]


def folders() -> list[Path]:
    """Where experiments are looked for: here, then in the package as it is installed, or beside it in a clone."""
    inside = PACKAGE / "experiments"
    return [Path("experiments"), inside if inside.is_dir() else PACKAGE.parent / "experiments"]


def experiments() -> dict[str, Path]:
    """The files of all experiments by stem; a file of one's own, here, hides one of the same name in the lab."""
    found: dict[str, Path] = {}
    for folder in reversed(folders()):
        for path in sorted(folder.rglob("*.py")):
            if not NOT_CLAIMS & set(path.relative_to(folder).parts):
                found[path.stem] = path
    return dict(sorted(found.items()))


def experiment_file(name: str) -> Path:
    """The file of an experiment given by name or path; Refused with the nearest name."""
    if name.endswith(".py"):
        if not os.path.isfile(at_home(name)):  # False too where no file can have that name
            raise Refused(
                f"there is no file {name}; give the path of an experiment or one of {', '.join(experiments())}."
            )
        return at_home(name)
    known = experiments()
    if name not in known and name and (os.path.isdir(name) or name.endswith(".ipynb")):
        raise Refused(_no_file(Path(name)))
    if name not in known:
        raise Refused(f"there is no experiment {name!r}; {nearest(name, list(known))}")
    return known[name]


def _no_file(path: Path) -> str:
    """What is said of a folder or a notebook in the place of an experiment."""
    if path.suffix == ".ipynb":
        told = f"put its `experiment` into a file such as {path.stem}.py"
        return f"{path} is a notebook, but an experiment stands in a .py file; {told}"
    inside = ", ".join(str(each) for each in sorted(path.glob("*.py"))[:5])
    return f"{path} is a folder, but an experiment is one .py file" + (f"; in it are {inside}" if inside else "")


def opened(path: Path) -> "Experiment":
    """The `experiment` in a file."""
    from pitfalls.experiment.experiment import Experiment
    from pitfalls.records.record import load_file

    found = getattr(load_file(path), "experiment", None)
    if not isinstance(found, Experiment):
        raise Refused(f"{path} defines no `experiment`; it should hold one Experiment by that name.")
    return found


def arranged(
    name: str, profile: str, images: str | None, settings: Sequence[str]
) -> tuple[str, "Experiment", tuple[str, ...]]:
    """The experiment as asked for: the name of its rows, the experiment, and the knobs set, which explore only."""
    path = experiment_file(name)
    experiment = opened(path)
    label = path.stem if profile == "quick" else f"{path.stem}-{profile}"
    if images is not None:
        source, words = pictures(images, settings)
        experiment = experiment.on(source)
        label += f"@{words}"
    experiment = experiment.at(profile)  # last, so that a smoke of photographs is one too
    experiment, pairs = applied(experiment, settings)
    if pairs:
        told = json.dumps(sorted(pairs.items()))
        label += f"+set-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return label, experiment, said(pairs)


def pictures(folder: str, settings: Sequence[str] = ()) -> tuple[Any, str]:
    """A function from an arm's images to a folder's at the same size and margin; and the folder's name.

    A folder that must be told how to read itself is told before it is looked at: by the knobs set of "images".
    """
    from pitfalls.images.folder import Folder

    said_of = dict(map(setting, settings))
    known = [field.name for field in fields(Folder) if field.name != "path"]
    told = {knob: said_of[f"images.{knob}"] for knob in known if f"images.{knob}" in said_of}

    def source(old: Any) -> Folder:
        return Folder(**{"path": folder, "size": old.size, "margin": old.margin} | told)

    return source, Path(os.path.abspath(folder)).name
