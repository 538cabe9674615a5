"""`pitfalls --version`: of the lab, and of what its numbers depend on first. No torch is imported."""

from importlib.metadata import PackageNotFoundError, version

from pitfalls.ledger.files import REVISION


def number() -> str:
    """The version of the lab as it was installed, or "not installed" where it is run from its folder."""
    try:
        return version("pitfalls")
    except PackageNotFoundError:
        return "(not installed)"


def told() -> str:
    """One line: the lab, the revision that its rows are of, and torch."""
    return f"pitfalls {number()}, rows of revision {REVISION}, torch {version('torch')}"
