"""The user's own code: loaded from a file, and named by the digest of what was loaded, comments apart."""

import hashlib
import importlib.util
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from pitfalls.frozen import Refused
from pitfalls.records.beside import check_taken, importable, imports, own_modules
from pitfalls.records.imported import DIGEST, IMPORTS, said_by
from pitfalls.records.meaning import digest_of
from pitfalls.records.source import file_of, is_own, text_of

OWN_PREFIX = "pitfalls_own_"  # module names of files loaded from outside the package


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
    found = digest_of(data)
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
        if not isinstance(error, Exception | SystemExit):
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


def run_as(module: ModuleType | None) -> str:
    """The name by which a part of a package can be imported that runs as a program, by `python -m`; "" of others."""
    spec = getattr(module, "__spec__", None)
    return spec.name if spec is not None and spec.parent else ""


def _home(module: str) -> str:
    file = file_of(module)
    if module in ("__main__", "__mp_main__") and (name := run_as(sys.modules.get(module))):
        return name
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
            (vars(module)[DIGEST], vars(module)[IMPORTS]) if DIGEST in vars(module) else said_by(module, path)
        )
        yield home if home.endswith(".py") else f"{home.replace('.', '/')}.py", str(path), sha256
        left += own_modules(names)
