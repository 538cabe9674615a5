"""What lives in memory only reaches other processes by the file of its experiment."""

from dataclasses import replace

import pytest
import torch

from pitfalls.engines.processes import run_processes
from pitfalls.experiment.find import arranged
from pitfalls.experiment.origin import Origin, remade
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger

OWN = '''"""Does an own net differ from another?"""
import torch
from torch import nn
from pitfalls.experiment.experiment import Experiment
from pitfalls.measures.reading import Reading
from pitfalls.statistics.contrast import Contrast
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

READING = Reading(train=40, validation=20, test=20, questions=64)
PICTURES = torch.rand(120, 3, 32, 32, generator=torch.Generator().manual_seed(SEED)), [0, 1] * 60
made = lambda width: Trial(
    task=Rotation(), images=PICTURES, encoder=nn.Conv2d(3, width, 3), steps=2, batch=8, reading=READING
)
experiment = Experiment(
    question="Does it?",
    arms={"narrow": made(4), "wide": made(6)},
    contrasts=(Contrast("width", {"wide": 1, "narrow": -1}),),
    ceiling=False,
)
'''


@pytest.fixture
def origin(tmp_path):
    def made(seed):
        (tmp_path / "own.py").write_text(OWN.replace("SEED", seed))
        return Origin(str(tmp_path / "own.py"), "quick", None, (), 1)

    return made


def cells_of(origin):
    return arranged(origin.name, origin.profile, origin.images, origin.settings)[1].cells(origin.seeds)


def test_a_cell_of_an_own_net_and_own_arrays_is_made_from_the_file(origin):
    words = origin("7")
    for cell in cells_of(words):
        with pytest.raises(Refused, match="kept as a digest only"):
            remade(cell.pack(), None)
        again = remade(cell.pack(), words)
        assert (again.arm, again.key) == (cell.arm, cell.key)
    assert remade(cell.pack() | {"keys": ["another", ""]}, words) is None
    assert remade(cell.pack() | {"seed": 9}, words) is None


def test_what_each_start_makes_anew_is_computed_where_it_was_made(origin, tmp_path):
    words = origin("torch.seed() % 1000")
    with torch.random.fork_rng():
        cells, ledger, seen = cells_of(words), Ledger(tmp_path / "r"), []
    run_processes(cells, ledger, "cpu", seen.append, 1, origin=words)
    assert {event["cell"]: event["status"] for event in seen if "status" in event} == {0: "ok", 1: "ok"}
    assert all(ledger.find(cell.key) for cell in cells)


def test_a_file_that_is_gone_is_no_reason_to_stop(origin, tmp_path):
    words = origin("7")
    cell = cells_of(words)[0]
    assert remade(cell.pack(), replace(words, name=str(tmp_path / "gone.py"))) is None
