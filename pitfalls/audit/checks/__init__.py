"""What can be known of a question without training: one small check a file, (path, pictures) -> finding or None."""

import importlib
import pkgutil
from collections.abc import Callable

from pitfalls.audit.finding import Finding
from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path

Check = Callable[[Path, Pictures], Finding | None]


def checks() -> dict[str, Check]:
    """All checks by the name of their file: what stands in the folder is checked."""
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}").check for name in sorted(names)}
