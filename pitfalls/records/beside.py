"""Modules beside a file of the user's own: found while it is loaded, and part of what decides its objects."""

import ast
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import resolve_name
from pathlib import Path

from pitfalls.frozen import Refused
from pitfalls.records.source import file_of, is_own


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Modules in `folder` can be imported, before all others, as they can by a script that lies there."""
    importlib.invalidate_caches()  # a file may be younger than the last look at its folder
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))


def root_of(module: str, path: Path) -> Path:
    """The folder that must be on sys.path for `module` to be imported from `path`."""
    return path.parents[module.count(".") + (path.name == "__init__.py")]


def imports(data: bytes, package: str) -> tuple[str, ...]:
    """The full names of all that the source of a module imports, as far as they may be modules."""
    found: list[str] = []
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (package or not node.level):
            name = resolve_name("." * node.level + (node.module or ""), package)
            found += [name, *(f"{name}.{alias.name}" for alias in node.names)]
    return tuple(dict.fromkeys(found))


def own_modules(names: tuple[str, ...]) -> list[str]:
    """Those that are loaded and are files of the user's own."""
    return [name for name in names if name in sys.modules and is_own(name) and file_of(name)]


def check_taken(file: Path, names: tuple[str, ...]) -> None:
    """Refuse a file whose neighbor cannot be imported, since a module of that name was loaded from elsewhere."""
    for name in own_modules(names):
        there = Path(file_of(name) or "").resolve()
        near = file.parent / name.replace(".", "/")
        beside = [path for path in (near.with_suffix(".py"), near / "__init__.py") if path.is_file()]
        if beside and there not in beside:
            raise Refused(
                f"{file.name} imports {beside[0]}, but another {name} is loaded already, {there}; rename one of them."
            )
