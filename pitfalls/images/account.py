"""The account of a folder: what became of every file, in plain words."""

from collections import Counter, defaultdict

from pitfalls.images.ingested import Ingested
from pitfalls.images.inventory import Inventory, named
from pitfalls.images.listing import File, Listing
from pitfalls.images.report import Report
from pitfalls.images.split import ASIDE


def account(found: Listing, kept: Ingested, dealt: Inventory, resplit: bool) -> Report:
    """The report on a folder; the numbers of the splits are those of the inventory given."""
    names, splits, levels = [file.name for file in kept.files], dealt.splits, named(found.files)
    twins = doubles(kept)
    same = "the same picture as {}, which is for {}"
    lost = [(names[row], same.format(names[other], splits[other])) for row, other in dealt.out.items()]
    notes = [*kept.notes, *found.notes]
    notes += [(name, "no image of this class could be kept") for name in found.classes if name not in dealt.classes]
    taught = {file.label for file, split in zip(kept.files, splits, strict=True) if split == "train"}
    notes += [(name, "no training image of this class") for name in dealt.classes if name not in taught]
    if "train" in levels and not resplit:
        notes += [(split, _missing(split, found)) for split in ASIDE if split not in levels]
    notes += [(file.name, "the same picture stands in another class too") for twin in twins for file in torn(twin)]
    counted = Counter(file.label for file, split in zip(kept.files, splits, strict=True) if split)
    return Report(
        kept=sum(1 for split in splits if split),
        skipped=tuple(sorted((*kept.skipped, *lost))),
        notes=tuple(sorted(notes)),
        duplicates=tuple(sorted(tuple(file.name for file in twin) for twin in twins)),
        classes={name: counted[name] for name in dealt.classes},
        splits=dealt.counted(),
        resplit=resplit,
        pooled=tuple(split for split in ("train", "validation", "test") if split in levels) if resplit else (),
    )


def _missing(split: str, found: Listing) -> str:
    where = "its pictures lie in no class folder" if split in found.flat else "no such folder"
    return f"{where}, so a share of train is taken"


def doubles(kept: Ingested) -> list[list[File]]:
    """The files of each picture that is there more than once, by name."""
    same: dict[str, list[File]] = defaultdict(list)
    for file, content in zip(kept.files, kept.contents, strict=True):
        same[content].append(file)
    return [sorted(each, key=lambda file: file.name) for each in same.values() if len(each) > 1]


def torn(twin: list[File]) -> list[File]:
    """The files of one picture, where they do not agree on its class."""
    return twin if len({file.label for file in twin}) > 1 else []
