"""What each decoded picture is: its split, its class, its doubles; and the account of it all."""

from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pitfalls.frozen import Refused
from pitfalls.images.decode import Decoded
from pitfalls.images.listing import File, Listing
from pitfalls.images.report import Report
from pitfalls.images.split import ASIDE, across, split_by_content

Kept = list[tuple[File, Decoded]]


def inventory(
    root: Path, found: Listing, kept: Kept, skipped: list[tuple[str, str]], shares: tuple[float, float]
) -> dict[str, Any]:
    """Label and split of every row, the classes and the report, as plain data; a row left out has no split."""
    files, contents = [file for file, _ in kept], [one.content for _, one in kept]
    levels = {file.split for file in found.files if file.split is not None}
    splits, out = assigned(files, contents, levels, shares)
    for row, other in out.items():
        reason = f"the same picture as {files[other].name}, which is for {splits[other]}"
        skipped.append((files[row].name, reason))
        splits[row] = ""
    rows = [row for row, split in enumerate(splits) if split]
    counted, shown = Counter(files[row].label for row in rows), Counter(splits[row] for row in rows)
    classes = [name for name in found.classes if counted[name]]
    if len(classes) == 1:
        raise Refused(f"{root}: only class {classes[0]!r} has an image left, but it takes two classes or more.")
    twins = doubles(files, contents)
    notes = [(file.name, note) for file, one in kept for note in one.notes]
    notes += [(name, "no image of this class could be kept") for name in found.classes if not counted[name]]
    taught = {files[row].label for row in rows if splits[row] == "train"}
    notes += [(name, "no training image of this class") for name in classes if name not in taught]
    if "train" in levels:
        notes += [(split, "no such folder, so a share of train is taken") for split in ASIDE if split not in levels]
    notes += [(file.name, "the same picture stands in another class too") for twin in twins for file in torn(twin)]
    report = Report(
        kept=len(rows),
        skipped=tuple(sorted(skipped)),
        notes=tuple(sorted(notes)),
        duplicates=tuple(sorted(tuple(file.name for file in twin) for twin in twins)),
        classes={name: counted[name] for name in classes},
        splits={split: shown[split] for split in ("train", "validation", "test")},
    )
    number = {name: place for place, name in enumerate(classes)}
    labels = [number.get(file.label or "", -1) for file in files]
    return {"classes": classes, "labels": labels, "splits": splits, "report": asdict(report)}


def assigned(
    files: list[File], contents: list[str], levels: set[str], shares: tuple[float, float]
) -> tuple[list[str], dict[int, int]]:
    """The split of each row; and, where folders name the splits, the rows whose picture another split needs more."""
    labels: list[str | None] = [file.label for file in files]
    wanted: dict[str, float] = {"validation": shares[0], "test": shares[1]}
    if not levels:
        return split_by_content(contents, labels, wanted), {}
    splits = [file.split or "train" for file in files]
    out = across(contents, splits)
    missing = {split: share for split, share in wanted.items() if split not in levels}
    rows = [row for row, split in enumerate(splits) if split == "train" and row not in out]
    carved = split_by_content([contents[row] for row in rows], [labels[row] for row in rows], missing)
    for row, split in zip(rows, carved, strict=True):
        splits[row] = split
    return splits, out


def doubles(files: list[File], contents: list[str]) -> list[list[File]]:
    """The files of each picture that is there more than once, by name."""
    same: dict[str, list[File]] = defaultdict(list)
    for file, content in zip(files, contents, strict=True):
        same[content].append(file)
    return [sorted(each, key=lambda file: file.name) for each in same.values() if len(each) > 1]


def torn(twin: list[File]) -> list[File]:
    """The files of one picture, where they do not agree on its class."""
    return twin if len({file.label for file in twin}) > 1 else []
