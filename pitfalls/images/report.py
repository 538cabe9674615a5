"""What became of every file of a folder."""

from collections import defaultdict
from dataclasses import dataclass, field

NAMED = 3  # examples a line

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Report:
    """What was kept of a folder, and why not all.

    kept: pictures in all splits; skipped, notes: (name, reason) of each file; duplicates: the names of equal pictures;
    classes, splits: pictures in each; resplit: whether each seed draws its splits anew (the numbers are those of
    seed 0 then); pooled: the folder's own splits that are put together for it.
    """

    kept: int
    skipped: Pairs = ()
    notes: Pairs = ()
    duplicates: tuple[tuple[str, ...], ...] = ()
    classes: dict[str, int] = field(default_factory=dict)
    splits: dict[str, int] = field(default_factory=dict)
    resplit: bool = False
    pooled: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """The report in short lines for a terminal; equal reasons share one, with a few names."""
        told = ", ".join(f"{count} {split}" for split, count in self.splits.items())
        kinds = f" in {len(self.classes)} classes" if self.classes else ", without labels"
        lines = [f"{_many(self.kept, 'picture')}{kinds}: {told}, {self._seeds()}."]
        if self.pooled:
            lines.append(f"Its own splits ({', '.join(self.pooled)}) are pooled for it; resplit=False takes them.")
        if self.classes:
            few, most = min(self.classes.items(), key=_size), max(self.classes.items(), key=_size)
            if few[1] == most[1]:
                lines.append(f"Every class has {few[1]}.")
            else:
                lines.append(f"Smallest class: {few[0]} ({few[1]}); largest: {most[0]} ({most[1]}).")
        for reason, names in _grouped(self.skipped):
            lines.append(f"Skipped {_many(len(names), 'file')}: {reason} ({_few(names)}).")
        if self.duplicates:
            names = [group[0] for group in self.duplicates]
            lines.append(f"{_many(len(names), 'picture')} there more than once, kept in one split ({_few(names)}).")
        for reason, names in _grouped(self.notes):
            lines.append(f"Note on {_few(names)}: {reason}.")
        return tuple(lines)

    def _seeds(self) -> str:
        """How the splits of one seed are to those of another."""
        if not self.resplit:
            return "the same for every seed"
        return "re-drawn for each seed" + (", equal pictures together" if self.duplicates else "")


def _size(item: tuple[str, int]) -> int:
    return item[1]


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _few(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _grouped(pairs: Pairs) -> list[tuple[str, list[str]]]:
    """Reason -> names, the most frequent reason first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, reason in pairs:
        found[reason].append(name)
    return sorted(found.items(), key=lambda item: -len(item[1]))
