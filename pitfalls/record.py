"""Frozen objects as plain data and back: the record of a trial, and the key that names it.

Each object becomes {"type": "module:Class", "fields": {...}}. A class from a file of the user's own is
named "file.py:Class" and the digest of that file travels along, so that an edit makes another trial.
"""

import dataclasses
import hashlib
import importlib
import importlib.util
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from pitfalls.frozen import Refused

OWN_PREFIX = "pitfalls_own_"  # module names of files loaded from outside the package


def load_file(path: str | Path) -> ModuleType:
    """The module in a Python file; Refused, with its first complaint, where it cannot be run."""
    file = Path(path).resolve()
    name = OWN_PREFIX + hashlib.sha256(str(file).encode()).hexdigest()[:12]
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise Refused(f"{path} is not a Python file that can be loaded; give the path of a .py file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        line = getattr(error, "lineno", None) or _line_in(error, file)
        where = f"{file.name}, line {line}" if line else file.name
        raise Refused(f"{where}: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}") from error
    return module


def _line_in(error: BaseException, file: Path) -> int | None:
    """The last line of `file` on the way to the error."""
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def type_name(cls: type) -> str:
    """ "module:Class" for what can be imported by name, "file.py:Class" for a file of the user's own."""
    if cls.__module__.startswith(OWN_PREFIX) or cls.__module__ == "__main__":
        return f"{Path(source_file(cls) or '__main__.py').name}:{cls.__qualname__}"
    return f"{cls.__module__}:{cls.__qualname__}"


def source_file(cls: type) -> str | None:
    """The file in which a class of the user's own stands; None for classes of the package and for a notebook's."""
    if cls.__module__.partition(".")[0] == "pitfalls":
        return None
    try:
        return inspect.getsourcefile(cls)
    except TypeError:
        return None


def describe(thing: Any) -> Any:
    """`thing` as data that JSON can hold; a frozen object keeps the name of its own class."""
    if hasattr(type(thing), "digest_only"):
        return {"type": type_name(type(thing)), "digest": thing.digest()}
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        fields = {field.name: describe(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
        return {"type": type_name(type(thing)), "fields": fields}
    if isinstance(thing, tuple | list):
        return [describe(each) for each in thing]
    if isinstance(thing, dict):
        return {str(name): describe(each) for name, each in thing.items()}
    if thing is None or isinstance(thing, str | int | float | bool):
        return thing
    raise Refused(
        f"{thing!r} ({type(thing).__name__}) cannot be written down; a recipe holds numbers, text and recipes."
    )


def own_files(thing: Any) -> dict[str, dict[str, str]]:
    """The files of the user's own behind `thing` and all it holds: name -> {path, sha256}."""
    files: dict[str, dict[str, str]] = {}
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        path = source_file(type(thing))
        if path and Path(path).is_file():
            files[Path(path).name] = {"path": path, "sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest()}
        elif type(thing).__module__ == "__main__":
            text = hashlib.sha256(inspect.getsource(type(thing)).encode()).hexdigest()
            files[f"__main__:{type(thing).__qualname__}"] = {"path": "", "sha256": text}
        for field in dataclasses.fields(thing):
            files |= own_files(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for each in thing:
            files |= own_files(each)
    return files


def revive(data: Any, files: dict[str, dict[str, str]] | None = None) -> Any:
    """The object that `describe` wrote down; `files` says where the user's own files lie."""
    if isinstance(data, list):
        return tuple(revive(each, files) for each in data)
    if not isinstance(data, dict) or "type" not in data:
        return data
    module_name, _, class_name = data["type"].partition(":")
    if "fields" not in data:
        raise Refused(f"{data['type']} was kept as a digest only ({data['digest'][:12]}); hand the object in again.")
    if module_name.endswith(".py"):
        known = (files or {}).get(module_name)
        if known is None:
            raise Refused(f"{data['type']} stands in a file that the record does not name; hand the object in again.")
        module = load_file(known["path"])
    else:
        module = importlib.import_module(module_name)
    found: Any = module
    for part in class_name.split("."):
        found = getattr(found, part)
    return found(**{name: revive(value, files) for name, value in data["fields"].items()})


def digest(*parts: Any) -> str:
    """The sha256 of plain data in canonical JSON (sorted names, no spaces), as 64 hex digits."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
