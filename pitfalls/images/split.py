"""Which picture is for training, which for choosing, which for judging: decided by what it shows, not by its name."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence

from pitfalls.frozen import Refused

ASIDE = ("test", "validation")  # in the order in which they are served


def rank(purpose: str, content: str) -> str:
    """A fixed lot: sorting by it shuffles, and no other picture changes a picture's lot."""
    return hashlib.sha256(f"{purpose}\x1f{content}".encode()).hexdigest()


def drawn(purpose: str, seed: int | None) -> str:
    """The purpose of a lot that is drawn anew for each seed, or of the one that is the same for all (None)."""
    return purpose if seed is None else f"{purpose}\x1f{seed}"


def split_by_content(
    contents: Sequence[str], labels: Sequence[Hashable], shares: dict[str, float], seed: int | None = None
) -> list[str]:
    """ "train", "validation" or "test" for each picture: stratified by label, equal contents always together.

    Drawn anew for each seed, or the same for all (None). A split with a share above 0 gets at least one content of a
    label that has one to spare; train never goes without.
    """
    purpose = drawn("split", seed)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, content in enumerate(contents):
        rows[content].append(row)
    strata: dict[Hashable, list[str]] = defaultdict(list)
    for content, members in rows.items():
        strata[labels[members[0]]].append(content)
    out = ["train"] * len(contents)
    for members in strata.values():
        left = sorted(members, key=lambda content: rank(purpose, content))
        total = sum(len(rows[content]) for content in left)
        for split in ASIDE:
            if shares.get(split, 0) > 0:
                taken = _taken(left, rows, max(1, round(shares[split] * total)))
                left = [content for content in left if content not in taken]
                for content in taken:
                    for row in rows[content]:
                        out[row] = split
    return out


def _taken(left: list[str], rows: dict[str, list[int]], want: int) -> set[str]:
    """The contents of `left`, in their order, that fill up `want` pictures; the last content is never taken."""
    taken, count = set(), 0
    for content in left:
        if len(taken) < len(left) - 1 and count + len(rows[content]) <= want:
            taken.add(content)
            count += len(rows[content])
    if not taken and len(left) > 1:
        taken = {min(left, key=lambda content: len(rows[content]))}
    return taken


def across(contents: Sequence[str], splits: Sequence[str]) -> dict[int, int]:
    """row -> the row of the same content in a split that goes first: test, then validation, then train."""
    order = {split: place for place, split in enumerate((*ASIDE, "train"))}
    first: dict[str, int] = {}
    for row, content in enumerate(contents):
        if content not in first or order[splits[row]] < order[splits[first[content]]]:
            first[content] = row
    return {row: first[each] for row, each in enumerate(contents) if splits[first[each]] != splits[row]}


def lacking(split: str, contents: Sequence[str], labels: Sequence[Hashable], shares: dict[str, float]) -> str:
    """Why a split that is drawn has no picture and what to do, to be said after its name; "" where it is not known."""
    if split not in shares:
        return ""
    if not shares[split]:
        return f"; give {split} a share above 0"
    kinds: dict[Hashable, set[str]] = defaultdict(set)
    for content, label in zip(contents, labels, strict=True):
        kinds[label].add(content)
    most, need = max(map(len, kinds.values()), default=0), 2 + (split == "validation" and shares.get("test", 0) > 0)
    if most >= need:
        return ""
    each = "every class has one picture" if most == 1 else f"no class has more than {most} different pictures"
    each = each if len(kinds) > 1 else f"there {'is' if most == 1 else 'are'} {most} different of it"
    copies = " (copies count once)" if len(contents) > len(set(contents)) else ""
    return f": {each}{copies}, and train comes first; give a test split of its own, or the pictures without labels"


def check_shares(validation: float, test: float) -> None:
    """Refused where the shares of validation and test leave nothing to train on."""
    if validation + test >= 1:
        total = validation + test
        raise Refused(f"validation and test take {total:g} of the pictures, but they should leave some to train on")
