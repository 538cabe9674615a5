"""The contract, swept over all that stands in the folders: what a part promises, asked of every one."""

import pytest

from pitfalls.commands.catalog import parts
from pitfalls.images.scenes import SPECIES
from pitfalls.tasks.naming import Naming
from pitfalls.testing import cases

GIVEN = {"Naming": Naming(classes=len(SPECIES))}  # what does not fit the scenes by default
KINDS = ("cue", "defense", "task", "score", "attacker")
FOUND = {kind: [GIVEN.get(name) or cls() for name, cls in parts(kind).items()] for kind in KINDS}
FOUND["dial"] = list(parts("dial").values())


def test_there_is_something_of_every_kind():
    assert {kind: bool(found) for kind, found in FOUND.items()} == dict.fromkeys([*KINDS, "dial"], True)
    assert len(FOUND["cue"]) >= 5 and len(FOUND["defense"]) >= 10 and len(FOUND["task"]) >= 6


@pytest.mark.parametrize("promise", cases(*(part for found in FOUND.values() for part in found)))
def test_it_keeps_what_its_kind_promises(promise):
    promise()
