"""How commands end, and that a terminal of few letters is no reason to fail."""

import io
import sys

import pytest

from pitfalls.commands.endings import STOPPED, in_order, out
from pitfalls.refused import Refused


def ascii_only(monkeypatch):
    """Standard streams that have no letters but those of ASCII; gives what was written."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="ascii") for name in ("stdout", "stderr")}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)

    def written(name):
        streams[name].flush()
        return streams[name].buffer.getvalue().decode("ascii")

    return written


def ended(command):
    with pytest.raises(SystemExit) as end:
        in_order(command)
    return end.value.code


def test_letters_that_a_terminal_lacks_are_spelled_out(monkeypatch):
    written = ascii_only(monkeypatch)
    assert ended(lambda: out.print("harm 1.5 \N{PLUS-MINUS SIGN}0.4, Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}")) == 0
    assert written("stdout").strip() == r"harm 1.5 +-0.4, Zo\xeb"


def test_refusals_and_stops_have_their_codes_and_sentences(monkeypatch):
    written = ascii_only(monkeypatch)

    def refuse():
        raise Refused("\N{GREEK SMALL LETTER ALPHA} is 2, but it should be below 1.")

    def stop():
        raise KeyboardInterrupt

    assert ended(refuse) == 2 and ended(stop) == STOPPED and ended(lambda: 1) == 1
    assert written("stderr").splitlines()[0] == r"pitfalls: \u03b1 is 2, but it should be below 1."
    assert written("stderr").count("Stopped;") == 1


def test_a_mistake_of_the_lab_itself_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        in_order(lambda: 1 / 0)
