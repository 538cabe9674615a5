"""Frozen objects as plain data and back: the record of a trial, and the key that names it.

Each object becomes {"type": "module:Class", "fields": {...}}, a tuple a list, and what JSON cannot tell apart from
these says its type too. A class from a file of the user's own is named "file.py:Class" and the digest of that file
travels along, so that an edit makes another trial. A late knob is left out while it has its default.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pitfalls.frozen import Refused, decorate, late_fields
from pitfalls.records.own import changed, sources, type_name
from pitfalls.records.own import load_file as load_file
from pitfalls.records.trust import AGAIN, Files, Trust

LIST, DICT = "list", "dict"  # of what is no tuple, and of what has other names than text


def describe(thing: Any) -> Any:
    """`thing` as data that JSON can hold; a frozen object keeps the name of its own class."""
    if hasattr(type(thing), "digest_only"):
        return {"type": type_name(type(thing)), "digest": thing.digest()}
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        late, fields = late_fields(type(thing)), {}
        for field in dataclasses.fields(thing):
            told = describe(getattr(thing, field.name))
            if field.init and not (field.name in late and _alike(told, describe(late[field.name]))):
                fields[field.name] = told
        return {"type": type_name(type(thing)), "fields": fields}
    if isinstance(thing, tuple):
        return [describe(each) for each in thing]
    if isinstance(thing, list):
        return {"type": LIST, "items": [describe(each) for each in thing]}
    if isinstance(thing, dict):
        if "type" not in thing and all(type(name) is str for name in thing):
            return {name: describe(each) for name, each in thing.items()}
        return {"type": DICT, "items": [[describe(name), describe(each)] for name, each in thing.items()]}
    if thing is None or isinstance(thing, str | int | float | bool):
        if isinstance(thing, float) and not math.isfinite(thing):
            raise Refused(f"{thing!r} cannot be written down; give a finite number.")
        return thing
    bases = [
        each
        for each in type(thing).__mro__
        if each.__module__.startswith("pitfalls.") and each.__module__.endswith(".base")
    ]
    if bases:
        raise Refused(f"{type(thing).__name__} is not frozen; {decorate(bases[0])}.")
    raise Refused(
        f"{thing!r} ({type(thing).__name__}) cannot be written down; a recipe holds numbers, text and recipes."
    )


def _alike(one: Any, other: Any) -> bool:
    """Whether two descriptions are of the same value: 1 and 1.0 are, 1 and True are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)
    return one == other


def own_files(thing: Any) -> Files:
    """The user's own code behind `thing` and all it holds, as it was loaded: name -> {path, sha256}."""
    files: Files = {}
    for cls in dict.fromkeys(_classes(thing)):
        for name, path, sha256 in sources(cls):
            found = {"path": path, "sha256": sha256}
            known = files.setdefault(name, found)
            if known["path"] != path:
                raise Refused(f"two own files are called {name}, {known['path']} and {path}; rename one of them.")
            if known != found:
                raise Refused(f"{name} is here as it was before and after an edit; make all objects from one version.")
    return files


def _classes(thing: Any) -> Iterator[type]:
    """The classes of all objects in `thing` that decide what it does, parts of a net included."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        yield type(thing)
        for field in dataclasses.fields(thing):
            yield from _classes(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for each in thing:
            yield from _classes(each)
    elif isinstance(thing, dict):
        yield from _classes(list(thing.values()))
    elif parts := getattr(thing, "named_modules", None):  # a torch module, told without importing torch
        yield from (type(part) for _, part in parts())


def revive(data: Any, files: Files | None = None, every: bool = False, apart: Path | None = None) -> Any:
    """The object that `describe` wrote down; Refused where that is no part of the lab or of the user's own code.

    `files` says where the user's own files lie, and what they said: loaded are those under the working folder, but for
    the folder `apart`, which others filled; `every` one is, where the data were written by this very program.
    """
    try:
        return _revived(data, Trust(files, every, apart))
    except Refused:
        raise
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError) as error:
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        raise Refused(f"what was written down is no object of the lab ({told}); {AGAIN}.") from error


def _revived(data: Any, trust: Trust) -> Any:
    again = lambda each: _revived(each, trust)
    if isinstance(data, list):
        return tuple(map(again, data))
    if not isinstance(data, dict):
        return data
    if "type" not in data:
        return {name: again(each) for name, each in data.items()}
    if data["type"] == LIST:
        return [again(each) for each in data["items"]]
    if data["type"] == DICT:
        return {again(name): again(each) for name, each in data["items"]}
    if "fields" not in data:
        raise Refused(f"{data['type']} was kept as a digest only ({data['digest'][:12]}); {AGAIN}.")
    cls = trust.found(data["type"])
    if trust.files is not None:
        for name, _, sha256 in sources(cls):
            if trust.files.get(name, {}).get("sha256") != sha256:
                raise Refused(changed(name))
    return cls(**{name: again(value) for name, value in data["fields"].items()})


def digest(*parts: Any) -> str:
    """The sha256 of plain data in canonical JSON (sorted names, no spaces), as 64 hex digits."""
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
