"""ipywidgets, where it is installed: it comes with the extra `notebooks`, and nothing but sliders needs it."""

from importlib import import_module
from typing import Any


def widgets() -> Any:
    """The module; ImportError where it is not there, or there is no kernel that could move a slider."""
    found = import_module("ipywidgets")
    if import_module("IPython").get_ipython() is None:
        raise ImportError("no notebook is running")
    return found
