"""A file of the lab read without running it: its classes, and the constants that stand beside them. No torch."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1]


class File:
    """One file of a room: its classes, and the constants that stand beside them."""

    def __init__(self, path: Path):
        self.path = path
        self.module = ".".join(("pitfalls", *path.relative_to(PACKAGE).with_suffix("").parts))
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}
        self.plain: dict[str, Any] = {}
        self.literals: dict[str, tuple[Any, ...]] = {}
        for name, node in self.assigned():
            if (choices := self.choices(node)) is not None:
                self.literals[name] = choices
            elif (found := self.value(node)) is not None:
                self.plain[name] = found

    def assigned(self) -> Iterator[tuple[str, ast.expr]]:
        """The names at the top of the file with what they are set to."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield node.targets[0].id, node.value

    def choices(self, node: ast.expr) -> tuple[Any, ...] | None:
        """The values of a Literal, or of a name that stands for one."""
        if isinstance(node, ast.Name):
            return self.literals.get(node.id)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal":
            found = ast.literal_eval(node.slice)
            return found if isinstance(found, tuple) else (found,)
        return None

    def value(self, node: ast.expr) -> Any:
        """What an expression of numbers, texts and constants of the file comes to; of a call, the name called."""
        if isinstance(node, ast.Call):
            return ast.unparse(node.func)
        try:
            return eval(compile(ast.Expression(node), str(self.path), "eval"), {"__builtins__": {}}, self.plain)
        except Exception:  # it is made of more, and is told as it is written
            return None


@cache
def files(room: str) -> tuple[File, ...]:
    """All files of a room, in the order of their names."""
    return tuple(File(path) for path in sorted((PACKAGE / room.replace(".", "/")).glob("*.py")))
