"""What is read off the files is what the objects themselves say."""

import pytest

from pitfalls.commands import catalog
from pitfalls.commands.kinds import KINDS
from pitfalls.commands.written import elsewhere, part, written
from pitfalls.measures.reading import Reading


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dial"])
def test_parts_their_meaning_and_their_knobs_are_those_of_the_classes(kind):
    live, found = catalog.parts(kind), written(kind)
    assert list(found) == list(live) and live
    for name, cls in live.items():
        assert found[name].module == cls.__module__ and found[name].meaning == catalog.meaning(cls)
        assert list(found[name].knobs) == catalog.knobs(cls)


def test_dials_are_told_with_what_they_turn():
    live = catalog.parts("dial")
    assert list(written("dial")) == list(live) and live
    for name, dial in live.items():
        knobs = dial.field if isinstance(dial.field, str) else ", ".join(dial.field)
        assert written("dial")[name].turns == f"{knobs} through {', '.join(map(str, dial.values))}"


def test_the_reading_is_no_part_and_has_knobs_all_the_same():
    assert list(part("Reading", "pitfalls.measures.reading").knobs) == catalog.knobs(Reading)


def test_what_is_no_part_is_found_where_it_stands():
    assert elsewhere("Network") == "pitfalls.encoders.network" and elsewhere("grid_windows") == "pitfalls.tasks.grid"
    assert elsewhere("NoSuchThing") == ""
