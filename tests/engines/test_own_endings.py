"""Own code that ends Python, or runs out of memory."""

from dataclasses import replace

import pytest

from pitfalls.experiment.cells import Cell, compute
from pitfalls.experiment.find import opened
from pitfalls.frozen import Refused
from pitfalls.ledger.ledger import Ledger
from pitfalls.records.own import load_file

OWN = """import sys
from pitfalls.encoders.conv import ConvNet
from pitfalls.frozen import frozen

@frozen
class Own(ConvNet):
    def build(self, channels):
        ENDS
"""


@pytest.fixture
def ended(tmp_path, tiny):
    def computed(how):
        (tmp_path / "own.py").write_text(OWN.replace("ENDS", how))
        trial = replace(tiny, encoder=load_file(tmp_path / "own.py").Own())
        ledger = Ledger(tmp_path / "r")
        try:
            return compute(Cell("a", trial), ledger, "cpu"), ledger.attempted(trial.key)["error"]
        except Refused as error:
            return str(error), ledger.attempted(trial.key)["error"]

    return computed


@pytest.mark.parametrize("how", ["sys.exit(0)", "exit()", "raise SystemExit"])
def test_a_net_that_ends_python_is_told_with_its_line(ended, how):
    told, kept = ended(how)
    assert told.startswith(f"{kept}; the whole trace is in attempts/") and kept.startswith("own.py, line 8: SystemExit")


MEMORY = [
    "raise MemoryError",
    "import torch; raise torch.OutOfMemoryError('CUDA out of memory')",
    "import torch; torch.empty(2**60)",
]


@pytest.mark.parametrize("how", MEMORY)
def test_where_memory_runs_out_in_one_cell_the_others_go_on(ended, how):
    status, kept = ended(how)
    assert status == "error" and kept.startswith("own.py, line 8: ")


def test_any_other_error_of_own_code_ends_the_run_at_once(ended):
    assert ended("raise KeyError('oops')")[0].startswith("own.py, line 8: KeyError: 'oops' (in ")


@pytest.mark.parametrize("how", ["sys.exit(0)", "sys.exit(3)", "exit('no')", "raise KeyboardInterrupt"])
def test_a_file_that_exits_at_import_is_refused_with_its_line(tmp_path, how):
    (tmp_path / "own.py").write_text(f"import sys\n\n{how}\n")
    expected = KeyboardInterrupt if "Interrupt" in how else Refused
    with pytest.raises(expected) as ended:
        opened(tmp_path / "own.py")
    if expected is Refused:
        assert str(ended.value).startswith("own.py, line 3: SystemExit")
