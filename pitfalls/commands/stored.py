"""`pitfalls results` and `pitfalls report`: what is printed and written of stored rows. No torch."""

from pathlib import Path

from pitfalls.commands.endings import out, tell_error
from pitfalls.ledger.ledger import Ledger
from pitfalls.ledger.stored import asked_for, claims


def tell(name: str | None, csv: bool, hits: bool, columns: bool, results: str) -> None:
    """Print the tables and verdicts of a claim, or of all, or their raw rows, or what the columns of these mean."""
    if columns:
        from pitfalls.report.raw import show_columns

        return show_columns(out)
    found = claims(name, Ledger(results), tell_error)
    if csv or hits:
        from pitfalls.report.raw import write_rows

        return write_rows(found, asked_for(name) if name is not None else None, hits)
    from pitfalls.report.shown import show

    for claim, rows in found:
        show(claim, rows, out, results)
        out.print()


def write(name: str, to: Path | None, results: str) -> None:
    """Write the page and the figure of a claim, and its rows to a folder where they are to be kept."""
    from pitfalls.report.publish import keep, publish

    ledger = Ledger(results)
    for claim, rows in claims(name, ledger, tell_error):
        out.print(f"{publish(claim, ledger)} written.", highlight=False)
        if to is not None:
            out.print(f"{keep(claim, rows, to)} written.", highlight=False)
