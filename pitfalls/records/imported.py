"""A plain module of the user's own: what it said when it was imported, as far as its file still tells."""

import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.records.beside import imports
from pitfalls.records.meaning import digest_of
from pitfalls.records.source import codes, file_of, functions

DIGEST = "__pitfalls_sha256__"  # where such a module keeps the digest of what it says
IMPORTS = "__pitfalls_imports__"  # and the names of what it imports
_IMPORTED: dict[str, tuple[Any, str, tuple[str, ...]]] = {}  # of plain modules: the spec, which a reload renews, both


def check_fresh(name: str) -> None:
    """Refused where the file of a loaded module of the user's own says something else than what runs."""
    module = sys.modules.get(name)
    if module is not None and DIGEST not in vars(module) and file_of(name):
        said_by(module, Path(file_of(name) or "").resolve())


def said_by(module: ModuleType, file: Path) -> tuple[str, tuple[str, ...]]:
    """The digest and the imports of a plain module, at first sight; Refused where its file has changed since."""
    spec = module.__spec__
    known = _IMPORTED.get(module.__name__)
    if known and known[0] is spec:
        return known[1:]
    try:
        data = file.read_bytes()
        # An import hook (pytest's, a type checker's) compiles something else than the file says.
        if spec is None or type(spec.loader) is SourceFileLoader:
            there = set(codes(compile(data, str(file), "exec", dont_inherit=True)))
            if not {code for code in _loaded(module) if code.co_filename == module.__file__} <= there:
                raise Refused(f"{file.name} has changed since it was imported; import it afresh.")
        names = imports(data, getattr(module, "__package__", None) or "")
    except (OSError, SyntaxError) as error:
        raise Refused(f"{file} can no longer be read as the module that was imported; import it afresh.") from error
    found = digest_of(data)
    _IMPORTED[module.__name__] = (spec, found, names)
    return found, names


def _loaded(module: ModuleType) -> Iterator[CodeType]:
    """The code of all functions and methods of a module, as it is in memory."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    for holder in (module, *classes):
        for value in vars(holder).values():
            yield from (each.__code__ for each in functions(value))
