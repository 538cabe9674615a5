"""A part of a package that runs as a program, by `python -m`, is named so that another process finds it."""

import subprocess
import sys

OWN = """
import json, sys
from pitfalls.frozen import frozen
from pitfalls.records.record import describe, own_files, revive
from pitfalls.tasks.jigsaw import Jigsaw
from .words import word

@frozen
class Odd(Jigsaw):
    def say(self, answer):
        return word

if __name__ == "__main__":
    told = describe(Odd(tile=5)), own_files(Odd())
    assert revive(*told) == Odd(tile=5)
    print(json.dumps(told))
"""
LATER = """
import json, sys
from pitfalls.records.record import revive
found = revive(*json.loads(sys.argv[1]))
print(found.tile, found.say(None), type(found).__module__)
"""


def test_a_program_with_relative_imports_is_found_by_its_module(tmp_path):
    (tmp_path / "mypkg").mkdir()
    for name, text in {"__init__": "", "words": "word = 'odd'\n", "train": OWN}.items():
        (tmp_path / "mypkg" / f"{name}.py").write_text(text)
    call = lambda *words: subprocess.run([sys.executable, *words], capture_output=True, text=True, cwd=tmp_path)
    first = call("-m", "mypkg.train")
    assert '"mypkg.train:Odd"' in first.stdout, first.stderr
    later = call("-c", LATER, first.stdout)
    assert later.stdout.split() == ["5", "odd", "mypkg.train"], later.stderr
