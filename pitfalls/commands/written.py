"""What the lab holds, read off its files without running them: a list of parts needs no torch."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pitfalls.commands.kinds import KINDS, Knob, range_of, value_said
from pitfalls.commands.unrun import PACKAGE, File, files


@dataclass(frozen=True)
class Written:
    """A part as it is written: its name, module, one line of meaning, knobs, and, of a dial, what it turns."""

    name: str
    module: str
    meaning: str
    knobs: tuple[Knob, ...]
    turns: str = ""

    @property
    def stem(self) -> str:
        """The name of its file."""
        return self.module.rpartition(".")[2]


@cache
def written(kind: str) -> dict[str, Written]:
    """All parts of a kind by name, as `catalog.parts` gives them: class names, and the file's name of a dial."""
    room, named, _ = KINDS[kind]
    base = named.rpartition(":")[2]
    found = {}
    for file in files(room):
        if kind == "dial":
            found |= {dial.name: dial for dial in _dials(file, base)}
            continue
        for name, node in file.classes.items():
            if is_frozen(node) and base in _ancestors(name, files(room)):
                found[name] = part(name, file.module)
    return dict(sorted(found.items()))


def part(name: str, module: str) -> Written:
    """The frozen class of that name in a module of the lab, as it is written."""
    own = files(module.removeprefix("pitfalls.").rpartition(".")[0])
    told: dict[str, Knob] = {}
    for each in reversed(_ancestors(name, own)):
        for file in own:
            if each in file.classes and is_frozen(file.classes[each]):
                told |= {knob.name: knob for knob in _knobs(file, file.classes[each])}
    node = next(file.classes[name] for file in own if file.module == module)
    return Written(name, module, first_line(ast.get_docstring(node)), tuple(told.values()))


def first_line(text: str | None) -> str:
    """The first line of a docstring, without the final stop."""
    return inspect.cleandoc(text or "").split("\n")[0].rstrip(".")


def is_frozen(node: ast.ClassDef) -> bool:
    """Whether a class is decorated as a part of the lab."""
    return any(isinstance(each, ast.Name) and each.id == "frozen" for each in node.decorator_list)


def _ancestors(name: str, own: tuple[File, ...]) -> list[str]:
    """A class and all it comes from, as far as that is written in its own room; nearest first."""
    nodes = [file.classes[name] for file in own if name in file.classes]
    bases = [base.id for node in nodes for base in node.bases if isinstance(base, ast.Name)]
    return list(dict.fromkeys([name, *(each for base in bases for each in _ancestors(base, own))]))


def _knobs(file: File, node: ast.ClassDef) -> Iterator[Knob]:
    for line in node.body:
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            continue
        if not isinstance(line.value, ast.Call) or ast.unparse(line.value.func) != "knob":
            continue
        given = {word.arg: word.value for word in line.value.keywords if word.arg}
        value = {name: file.value(each) for name, each in given.items()}
        default = value_said(value["default"]) if "default" in given else ""
        if "default" in given and value["default"] is None:
            default = ast.unparse(given["default"])
        limits = range_of(value, _choices(file, line.annotation))
        yield Knob(line.target.id, value.get("help") or "", value.get("unit") or "", limits, default)


def _choices(file: File, node: ast.expr) -> tuple[Any, ...]:
    """The values that an annotation allows, be it named in the file or in another one of its room."""
    room = file.module.removeprefix("pitfalls.").rpartition(".")[0]
    return next((found for each in (file, *files(room)) if (found := each.choices(node))), ())


def _dials(file: File, base: str) -> Iterator[Written]:
    for _, node in file.assigned():
        if isinstance(node, ast.Call) and ast.unparse(node.func) == base:
            field, values = (file.value(each) for each in node.args)
            knobs = field if isinstance(field, str) else ", ".join(field)
            turns = f"{knobs} through {', '.join(map(str, values))}"
            yield Written(file.path.stem, file.module, first_line(ast.get_docstring(file.tree)), (), turns)


def elsewhere(name: str) -> str:
    """The module of the lab in whose file a public class, function or constant of that name stands; "" for none."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = File(path)
        functions = {node.name for node in file.tree.body if isinstance(node, ast.FunctionDef)}
        if name in functions | {*file.classes} | {each for each, _ in file.assigned()}:
            return file.module.removesuffix(".__init__")
    return ""
