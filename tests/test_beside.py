"""A module beside an experiment's file: imported, digested, and found again by another process."""

import json
import subprocess
import sys

import pytest

from pitfalls.experiment.cells import Cell, unpack
from pitfalls.frozen import Refused
from pitfalls.records.record import load_file, own_files

MY = """
from pitfalls.frozen import frozen
from pitfalls.tasks.jigsaw import Jigsaw
from {name}_helper import said

@frozen
class Halves(Jigsaw):
    def say(self, answer):
        return said()
"""
EXPERIMENT = """
from pitfalls.trial import Trial
from {name} import Halves

trial = Trial(task=Halves())
"""


@pytest.fixture
def beside(tmp_path, request):
    """The file of an experiment, beside it `my...py` and a helper, under names that no other test takes."""
    name = f"my{abs(hash(request.node.name))}"

    def write(folder="one", said="half"):
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        (place / f"{name}.py").write_text(MY.format(name=name))
        (place / f"{name}_helper.py").write_text(f"def said():\n    return {said!r}\n")
        (place / "exp.py").write_text(EXPERIMENT.format(name=name))
        return place / "exp.py", name

    yield write
    for each in (name, f"{name}_helper"):
        sys.modules.pop(each, None)


def forget(name):
    for each in (name, f"{name}_helper"):
        sys.modules.pop(each, None)


def test_it_is_imported_and_the_path_is_as_before(beside):
    file, _ = beside()
    before = list(sys.path)
    trial = load_file(file).trial
    assert trial.task.say(None) == "half" and sys.path == before


def test_what_it_and_its_own_imports_say_decides_the_key(beside):
    file, name = beside()
    trial = load_file(file).trial
    first = trial.key
    assert set(own_files(trial)) == {f"{name}.py", f"{name}_helper.py"}
    forget(name)
    other, _ = beside("two", said="third")
    assert load_file(other).trial.key != first


def test_another_process_revives_it_and_refuses_what_has_changed(beside, tmp_path):
    file, name = beside()
    trial = load_file(file).trial
    packed = Cell("a", trial).pack()
    code = "import sys, json; from pitfalls.experiment.cells import unpack; print(unpack(json.loads(sys.argv[1])).key)"
    done = subprocess.run([sys.executable, "-c", code, json.dumps(packed)], capture_output=True, text=True, cwd="/")
    assert done.stdout.strip() == trial.key, done.stderr
    forget(name)
    beside(said="third")
    with pytest.raises(Refused, match=r"_helper\.py has changed since"):
        unpack(packed)


def test_a_name_that_is_taken_by_another_folder_is_refused(beside):
    load_file(beside()[0])
    with pytest.raises(Refused, match=r"another my.* is loaded already, .*; rename one of them"):
        load_file(beside("two")[0])
