"""Join the results of several machines in one folder, and say what is there now. No torch."""

from collections.abc import Sequence

from rich.console import Console

from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.merge import merge
from pitfalls.ledger.rows import rows_of
from pitfalls.ledger.stored import path_of, read_claim
from pitfalls.refused import Refused


def merged(sources: Sequence[str], to: str, console: Console) -> None:
    """Merge the folders `sources` into the folder `to`; Refused where they contradict each other."""
    if not sources:
        raise Refused("merge got no folders; name those to be joined, as in pitfalls merge A B -o C")
    for source in sources:
        if not Ledger(source).folder.is_dir():
            raise Refused(f"there is no folder {source}; name folders that `pitfalls run --results` has filled")
    target = Ledger(to)
    told = merge([Ledger(source) for source in sources if not _same(source, to)], target)
    say = lambda line: console.print(line, highlight=False, markup=False)
    more = f"; {told.doubles} were there already, and equal" if told.doubles else ""
    say(f"{told.brought} runs were brought to {to}{more}.")
    for line in told.left_out:
        say(f"Left out: {line}.")
    for name in told.claims:
        rows = rows_of(read_claim(path_of(target, name)), target)
        done = sum(row["status"] in ("ok", "nan", "failed") for row in rows)
        goes_on = f"`pitfalls results {name} --results {to}` shows it"
        if done < len(rows):
            goes_on = f"`pitfalls run {name} --results {to}` computes the rest"
        say(f"{name}: {done} of {len(rows)} cells; {goes_on}.")


def _same(source: str, to: str) -> bool:
    one, other = Ledger(source).folder, Ledger(to).folder
    return other.exists() and one.samefile(other)
