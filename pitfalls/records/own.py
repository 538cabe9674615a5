"""The user's own code: loaded from a file, and named by the digest of exactly what was loaded."""

import hashlib
import importlib.util
import linecache
import sys
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.records.beside import check_taken, importable, imports, own_modules
from pitfalls.records.source import codes, file_of, functions, is_own, text_of

OWN_PREFIX = "pitfalls_own_"  # module names of files loaded from outside the package
DIGEST = "__pitfalls_sha256__"  # where such a module keeps the digest of its bytes
IMPORTS = "__pitfalls_imports__"  # and the names of what it imports
_IMPORTED: dict[str, tuple[Any, str, tuple[str, ...]]] = {}  # of plain modules: the spec, which a reload renews, both


def load_file(path: str | Path, sha256: str | None = None) -> ModuleType:
    """The module in a Python file; Refused, with its first complaint, where it cannot be run or is not of `sha256`."""
    file = Path(path).resolve()
    if not file.exists():
        raise Refused(f"there is no file {path}.")
    try:
        # Read once: what runs is what the digest names, whatever happens to the file in between.
        data = file.read_bytes()
    except OSError:
        data = b""
    found = hashlib.sha256(data).hexdigest()
    name = OWN_PREFIX + hashlib.sha256(f"{file}\x1f{found}".encode()).hexdigest()[:12]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or not file.is_file():
        raise Refused(f"{path} is not a Python file that can be loaded; give the path of a .py file.")
    if sha256 not in (None, found):
        raise Refused(changed(file.name))
    if name in sys.modules:
        return sys.modules[name]
    module = importlib.util.module_from_spec(spec)
    setattr(module, DIGEST, found)
    sys.modules[name] = module
    try:
        lines = importlib.util.decode_source(data).splitlines(keepends=True)
        # without a time of change, so that a traceback shows the lines that run and not those on disk
        linecache.cache[str(file)] = (len(data), None, lines, str(file))
        code = compile(data, str(file), "exec", dont_inherit=True)
        setattr(module, IMPORTS, imports(data, ""))
        check_taken(file, vars(module)[IMPORTS])
        with importable(file.parent):
            exec(code, vars(module))
    except BaseException as error:
        del sys.modules[name]
        if not isinstance(error, Exception):
            raise
        line = getattr(error, "lineno", None) or _line_in(error, file)
        where = f"{file.name}, line {line}" if line else file.name
        kind = "" if isinstance(error, Refused) else f"{type(error).__name__}: "  # a refusal is a whole sentence
        raise Refused(f"{where}: {kind}{str(error).splitlines()[0] if str(error) else ''}") from error
    return module


def _line_in(error: BaseException, file: Path) -> int | None:
    """The last line of `file` on the way to the error."""
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def changed(name: str) -> str:
    """What is said where a record and the code of today part."""
    return f"{name} has changed since the record was written; hand the object in again."


def type_name(cls: type) -> str:
    """ "module:Class" for what can be imported by name, "file.py:Class" for a file of the user's own."""
    return f"{_home(cls.__module__)}:{cls.__qualname__}"


def _home(module: str) -> str:
    file = file_of(module)
    own = module.startswith(OWN_PREFIX) or module in ("__main__", "__mp_main__")
    return Path(file).name if file and own else module


def sources(cls: type) -> Iterator[tuple[str, str, str]]:
    """Name, path and digest of all own code that `cls` inherits from, and of what that imports.

    A notebook's class has no path, and the digest of its own text and of all that it calls.
    """
    left, seen = [], set()
    for each in cls.__mro__:
        if is_own(each.__module__) and file_of(each.__module__):
            left.append(each.__module__)
        elif is_own(each.__module__):
            yield type_name(each), "", hashlib.sha256(text_of(each).encode()).hexdigest()
    while left:
        name = left.pop(0)
        if name in seen:
            continue
        seen.add(name)
        module, path, home = sys.modules[name], Path(file_of(name) or "").resolve(), _home(name)
        sha256, names = (
            (vars(module)[DIGEST], vars(module)[IMPORTS]) if DIGEST in vars(module) else _imported(module, path)
        )
        yield home if home.endswith(".py") else f"{home.replace('.', '/')}.py", str(path), sha256
        left += own_modules(names)


def check_fresh(name: str) -> None:
    """Refused where the file of a loaded module of the user's own says something else than what runs."""
    module = sys.modules.get(name)
    if module is not None and DIGEST not in vars(module) and file_of(name):
        _imported(module, Path(file_of(name) or "").resolve())


def _imported(module: ModuleType, file: Path) -> tuple[str, tuple[str, ...]]:
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
    found = hashlib.sha256(data).hexdigest()
    _IMPORTED[module.__name__] = (spec, found, names)
    return found, names


def _loaded(module: ModuleType) -> Iterator[CodeType]:
    """The code of all functions and methods of a module, as it is in memory."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    for holder in (module, *classes):
        for value in vars(holder).values():
            yield from (each.__code__ for each in functions(value))
