"""Which class a name in a record stands for. Records come from anybody, so no name makes code run.

Built are the lab's own frozen parts; what the user has handed in, which is a module or a file that is loaded already;
and own files that stand under the working folder and say what they said when the record was written.
"""

import dataclasses
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.records.beside import importable, root_of
from pitfalls.records.meaning import digest_of
from pitfalls.records.own import DIGEST, changed, load_file, run_as
from pitfalls.records.source import is_own

Files = dict[str, dict[str, str]]
AGAIN = "hand the object in again"


@dataclasses.dataclass(frozen=True)
class Trust:
    """files: the own files that a record names; `all` of them are loaded, wherever they lie, where the lab itself has
    just written the data; `apart` is a folder of somebody else's, in which no file counts as the user's own."""

    files: Files | None = None
    all: bool = False
    apart: Path | None = None

    def found(self, name: str) -> Any:
        """The class that "module:Class" or "file.py:Class" stands for; Refused where it is not to be had, or built."""
        home, _, inner = name.partition(":")
        if home.partition(".")[0] == "pitfalls":
            module = _of_the_lab(home)
        else:
            module = self._file(name, home) if home.endswith(".py") else self._module(name, home)
        cls: Any = module
        for part in inner.split("."):
            cls = vars(cls).get(part) if isinstance(cls, ModuleType | type) else None
        if module is None or cls is None:
            raise Refused(f"{name} is not there, or not any more; {AGAIN}.")
        if not _is_part(cls, module):
            raise Refused(f"{name} is no part of a trial, and nothing else is made from a record.")
        return cls

    def _file(self, name: str, home: str) -> ModuleType:
        """An own file: one that is loaded, or may be."""
        known = (self.files or {}).get(home)
        if known is None:
            raise Refused(f"{name} stands in a file that the record does not name; {AGAIN}.")
        sha256, wanted = known["sha256"], Path(known["path"])
        loaded = [each for each in [*sys.modules.values()] if getattr(each, "__dict__", {}).get(DIGEST) == sha256]
        there = [path for each in loaded if (path := Path(each.__file__ or "")).name == home]
        same = [path for path in there if path.is_file() and digest_of(path.read_bytes()) == sha256]
        found = wanted if wanted in there else same[0] if same else self._near(name, known, home)
        return load_file(found, sha256)

    def _module(self, name: str, home: str) -> ModuleType:
        """A module: one that is loaded, or one of the user's own that may be."""
        main = sys.modules.get("__main__")
        if home in sys.modules or (main and run_as(main) == home):
            return sys.modules.get(home) or sys.modules["__main__"]
        file = f"{home.replace('.', '/')}.py"
        known = (self.files or {}).get(file, {})
        if not known.get("path"):
            raise Refused(f"{name} is none of the lab's own and not imported here; import {home} first, or {AGAIN}.")
        path = self._near(name, known, file)
        try:
            with importable(root_of(home, path)):  # what lay beside the file of an experiment is on nobody's path here
                return importlib.import_module(home)
        except ImportError as error:
            raise Refused(f"{name} cannot be imported here ({error}); {AGAIN}.") from error

    def _near(self, name: str, known: dict[str, str], file: str) -> Path:
        """Where an own file lies that may be loaded; Refused where it lies elsewhere, or says something else."""
        path, here = Path(known["path"]), Path.cwd().resolve()
        if self.all:
            return path
        for each in (path.resolve(), (here / file).resolve()):
            if each.is_relative_to(here) and not self._is_apart(each, here) and each.is_file():
                if digest_of(each.read_bytes()) != known["sha256"]:
                    raise Refused(changed(each.name))
                return each
        raise Refused(
            f"{name} stands in {path}, which is not a file of yours under {here} and was not loaded; {AGAIN}, or load "
            "its file first, for a record by itself makes no code run"
        )

    def _is_apart(self, path: Path, here: Path) -> bool:
        """Whether a file came with the records; where they lie in the working folder itself, nothing tells."""
        apart = self.apart.resolve() if self.apart else None
        return apart is not None and apart != here and apart.is_relative_to(here) and path.is_relative_to(apart)


def _of_the_lab(home: str) -> ModuleType | None:
    """A module of the lab by its name, but none that does something when it is imported."""
    if not all(part.isidentifier() and not part.startswith("_") for part in home.split(".")):
        return None
    try:
        return importlib.import_module(home)
    except ImportError:
        return None


def _is_part(cls: Any, module: ModuleType) -> bool:
    """Whether `cls` is made to be written down: a frozen class of the lab, or derived from one, or one's own data."""
    if not isinstance(cls, type) or not dataclasses.is_dataclass(cls) or cls.__module__ != module.__name__:
        return False
    if is_own(module.__name__):
        return True
    lab = [each for each in cls.__mro__ if each.__module__.partition(".")[0] == "pitfalls"]
    return bool(lab) and "__pydantic_fields__" in vars(cls)
