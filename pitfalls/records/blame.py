"""Whose mistake an error is: where the user's own code stands on the way to it, its file and line are named."""

from pathlib import Path

from pitfalls.records.own import OWN_PREFIX
from pitfalls.records.record import Files


def blamed(error: BaseException, files: Files | None = None) -> str:
    """ "brk.py, line 26: KeyError: 'oops' (in Mine.pose)", after the last own line on the way to it; "" for none.

    Own is what was loaded from a file outside the package, and what stands in `files`.
    """
    known = {each["path"] for each in (files or {}).values() if each["path"]}
    where, method, trace = "", "", error.__traceback__
    while trace:
        frame = trace.tb_frame
        file = Path(frame.f_code.co_filename)
        if frame.f_globals.get("__name__", "").startswith(OWN_PREFIX) or str(file.resolve()) in known:
            where = f"{file.name}, line {trace.tb_lineno}"
            method = frame.f_code.co_qualname.replace("<locals>.", "")
        trace = trace.tb_next
    told = f" (in {method})" if method and not method.startswith("<") else ""
    return f"{where}: {named(error)}{told}" if where else ""


def named(error: BaseException) -> str:
    """The kind of an error and the first line of what it says."""
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
