"""Law 2 for a user's own code: the key and the record speak of the code that runs, wherever it came from."""

import importlib
import inspect
import linecache
import sys
import traceback
import types
from dataclasses import dataclass, replace
from typing import Any

import pytest
from torch import nn

import pitfalls
from pitfalls.encoders.given import Given
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.records.record import describe, digest, load_file, own_files, revive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

OWN = """
from pitfalls.frozen import frozen
from pitfalls.tasks.jigsaw import Jigsaw

@frozen
class Odd(Jigsaw):
    def say(self, answer):
        return "one"
"""
tiny = Scenes(size=32, margin=0, train=40, validation=20, test=40)
reading = Reading(train=30, validation=20, test=32, questions=64)


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(OWN)
    return file


@pytest.fixture
def importable(tmp_path, monkeypatch):
    """Write a module that can be imported by name, and forget it afterward."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names = []

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text)
        names.append(name)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def kernel(monkeypatch):
    """A `__main__` without a file, as in a notebook: run(text) is a cell, whose source lies in linecache only."""
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)

    def run(text, kept=True):
        name = f"/nowhere/ipykernel_1/{abs(hash(text))}.py"
        if kept:
            linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec"), main.__dict__)
        return main

    assert not hasattr(main, "__file__")
    return run


def test_an_edited_file_is_another_module_with_the_new_code(own):
    old = load_file(own)
    assert load_file(own) is old
    own.write_text(OWN.replace("one", "two"))
    new = load_file(own)
    assert new is not old and new.__name__ != old.__name__
    assert old.Odd().say(None) == "one" and new.Odd().say(None) == "two"


def test_the_digest_is_that_of_the_code_in_memory_and_not_of_the_file_on_disk(own):
    old = load_file(own).Odd()
    key, files = Trial(task=old).key, own_files(old)
    own.write_text(OWN.replace("one", "two"))
    assert own_files(old) == files and Trial(task=old).key == key
    assert Trial(task=load_file(own).Odd()).key != key


def test_a_record_whose_file_has_changed_is_refused(own):
    task = load_file(own).Odd(tile=5)
    said, files = describe(task), own_files(task)
    assert revive(said, files) == task
    own.write_text(OWN.replace("one", "two"))
    with pytest.raises(Refused, match=r"own\.py has changed since .*; hand the object in again"):
        revive(said, files)
    own.unlink()
    with pytest.raises(Refused, match=r"own\.py"):
        revive(said, files)


def test_a_class_that_is_gone_is_refused(own):
    task = load_file(own).Odd()
    with pytest.raises(Refused, match=r"own\.py:Gone"):
        revive(describe(task) | {"type": "own.py:Gone"}, own_files(task))
    with pytest.raises(Refused, match="no_such_module:Gone"):
        revive({"type": "no_such_module:Gone", "fields": {}}, {})


def test_an_own_file_shows_its_lines_and_inherits_no_future(own):
    own.write_text(OWN + "\nkind = Odd.__annotations__\ndef fall(x: int):\n    raise RuntimeError('here')\n")
    module = load_file(own)
    assert 'return "one"' in inspect.getsource(module.Odd.say) and "class Odd" in inspect.getsource(module.Odd)
    assert module.fall.__annotations__ == {"x": int}
    own.write_text("edited = 1\n")
    with pytest.raises(RuntimeError) as caught:
        module.fall(1)
    assert "raise RuntimeError('here')" in "".join(traceback.format_exception(caught.value))


def test_a_file_that_stops_halfway_is_not_kept(own):
    own.write_text("raise KeyboardInterrupt\n")
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            load_file(own)


def test_two_own_files_of_one_name_are_refused_by_their_paths(own, tmp_path):
    other = tmp_path / "other" / "own.py"
    other.parent.mkdir()
    other.write_text(OWN.replace("one", "two"))
    both = (load_file(own).Odd(), load_file(other).Odd())
    with pytest.raises(Refused) as caught:
        own_files(both)
    assert str(own.resolve()) in str(caught.value) and str(other.resolve()) in str(caught.value)


def test_one_file_before_and_after_an_edit_is_refused_in_one_trial(own):
    old = load_file(own).Odd()
    own.write_text(OWN.replace("one", "two"))
    with pytest.raises(Refused, match="before and after"):
        own_files((old, load_file(own).Odd()))


def test_a_base_class_in_another_own_file_counts(own, tmp_path, importable):
    base = importable("mybase", OWN.replace("Odd", "Base"))
    own.write_text(
        "from pitfalls.frozen import frozen\nfrom mybase import Base\n\n@frozen\nclass Odd(Base):\n    pass\n"
    )
    task = load_file(own).Odd()
    assert set(own_files(task)) == {"own.py", "mybase.py"}
    said, files = describe(task), own_files(task)
    assert revive(said, files) == task
    changed = files | {"mybase.py": files["mybase.py"] | {"sha256": "0" * 64}}
    with pytest.raises(Refused, match=r"mybase\.py has changed since"):
        revive(said, changed)
    (tmp_path / "mybase.py").write_text(OWN.replace("Odd", "Base") + "# edited\n")
    assert own_files(task) == files, "the code in memory has not changed"
    assert base.Base().say(None) == "one"


def test_an_own_class_of_a_plain_module_counts_and_is_followed_through_a_reload(tmp_path, importable):
    module = importable("mylib", OWN)
    before = Trial(task=module.Odd()).key
    files = own_files(module.Odd())
    assert list(files) == ["mylib.py"] and revive(describe(module.Odd()), files) == module.Odd()
    (tmp_path / "mylib.py").write_text(OWN.replace("one", "three"))
    importlib.invalidate_caches()
    assert Trial(task=importlib.reload(module).Odd()).key != before


def test_a_plain_module_edited_before_its_first_trial_is_refused(tmp_path, importable):
    text = OWN + OWN.partition("import Jigsaw")[2].replace("Odd", "Even").replace("one", "three")
    module = importable("mylate", text)
    (tmp_path / "mylate.py").write_text(text.replace("three", "four"))
    with pytest.raises(Refused, match=r"mylate\.py has changed since it was imported"):
        own_files(module.Odd())


def test_the_lab_python_and_installed_libraries_are_nobodys_own(own):
    assert own_files(Trial(task=Jigsaw())) == {}
    assert own_files(Given(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()))) == {}


@dataclass(frozen=True)
class Holder:
    """Something with a dictionary."""

    held: dict


def test_dictionaries_are_descended_into(own):
    task = load_file(own).Odd()
    assert set(own_files(Holder({"a": [task]}))) >= {"own.py"}
    assert set(own_files({"a": (task,)})) == {"own.py"}


def test_the_modules_inside_a_given_net_count(own):
    text = "from torch import nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x * 1\n"
    own.write_text(text)
    old = Given(nn.Sequential(load_file(own).Net()))
    own.write_text(text.replace("x * 1", "x * 2"))
    new = Given(nn.Sequential(load_file(own).Net()))
    assert list(own_files(old)) == ["own.py"]
    assert Trial(task=Jigsaw(), encoder=old).key != Trial(task=Jigsaw(), encoder=new).key


CELL = """
from functools import cached_property
import torch
from torch import nn
from pitfalls.encoders.base import Encoder
from pitfalls.frozen import frozen, knob
from pitfalls.tasks.rotation import Rotation

SCALE = 1.5

def twice(x):
    return x * 2

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Conv2d(3, 4, 3, 2)

    def forward(self, x):
        return (twice(self.layer(x)) * SCALE,)

@frozen
class Turn(Rotation):
    extra: int = knob(default=1, ge=0, help="nothing")

    @property
    def note(self):
        return "note"

    @staticmethod
    def still():
        return "still"

    @classmethod
    def kind(cls):
        return "kind"

    @cached_property
    def held(self):
        return "held"

    @torch.no_grad()
    def wrapped(self):
        return "wrapped"

    def say(self, answer):
        return "one"

@frozen
class Own(Encoder):
    def build(self, channels):
        return Net()
"""
EDITS = ["note", "still", "kind", "held", "wrapped", "one", "x * 2", "1.5", "3, 2)", "default=1"]


def made(main):
    return Trial(task=main.Turn(), encoder=main.Own(), images=tiny, steps=2, batch=8, reading=reading)


def test_a_class_of_a_notebook_has_a_key_that_follows_its_code(kernel):
    first = made(kernel(CELL)).key
    assert made(kernel(CELL)).key == first, "the same cell again"
    assert made(kernel(CELL.replace("@frozen\nclass Turn", "# moved\n\n@frozen\nclass Turn"))).key == first
    for old in EDITS:
        new = {"x * 2": "x * 3", "1.5": "1.25", "3, 2)": "3, 3)", "default=1": "default=2"}.get(old)
        edited = CELL.replace(f'"{old}"', '"other"') if new is None else CELL.replace(old, new)
        assert edited != CELL
        assert made(kernel(edited)).key != first, old


def test_an_object_of_an_older_cell_keeps_its_own_key(kernel):
    old = made(kernel(CELL))
    first = replace(old).key
    kernel(CELL.replace('"one"', '"two"'))
    assert replace(old, seed=0).key == first


def test_a_class_of_a_notebook_is_run_and_loaded(kernel, tmp_path):
    trial = made(kernel(CELL))
    ran = pitfalls.run(trial, device="cpu", results=str(tmp_path))
    assert pitfalls.load(trial, results=str(tmp_path)).outcome == ran.outcome
    assert pitfalls.load(trial.key, results=str(tmp_path)).trial == trial
    kernel(CELL.replace('"one"', '"two"'))
    with pytest.raises(Refused, match="Turn has changed since"):
        pitfalls.load(trial.key, results=str(tmp_path))


def test_a_run_is_filed_under_the_code_that_ran_though_the_key_was_asked_before(kernel, tmp_path):
    trial = made(kernel(CELL))
    first = trial.key
    kernel(CELL.partition("@frozen")[0].replace("x * 2", "x * 3"))
    ran = pitfalls.run(trial, device="cpu", results=str(tmp_path))
    assert ran.record["key"] != first and ran.record["key"] == replace(trial).key
    assert pitfalls.load(trial, results=str(tmp_path)).record == ran.record


def test_a_class_without_methods_is_named_by_its_fields(kernel):
    cell = (
        "from pitfalls.tasks.jigsaw import Jigsaw\nfrom pitfalls.frozen import frozen\n\n@frozen\nclass Bare(Jigsaw):\n"
    )
    keys = [Trial(task=kernel(cell + f"    {body}\n").Bare()).key for body in ("pass", "pass", "note = 'x'")]
    assert keys[0] == keys[1] != keys[2]


def test_where_no_source_can_be_found_a_file_is_asked_for(kernel):
    main = kernel(CELL.replace("Turn", "Lost"), kept=False)
    for name in (None, "<stdin>"):
        if name:
            main.__file__ = name
        with pytest.raises(Refused, match=r"Lost .*\.py file"):
            own_files(main.Lost())


@frozen
class Grown(Jigsaw):
    """A task that has got knobs since its first rows."""

    bent: float = knob(default=0, help="late", late=True)
    kinds: tuple[str, ...] = knob(default=("a",), help="late", late=True)
    head: Jigsaw | None = knob(default=None, help="late", late=True)
    free: Any = knob(default=1, help="late, of any kind", late=True)
    early: float = knob(default=0.0, help="early")


LATE = {"bent": 0.5, "kinds": ("b",), "head": Jigsaw(), "free": True, "early": 1.0}


def test_a_late_knob_is_left_out_while_it_has_its_default():
    told = describe(Grown())["fields"]
    assert set(told) == set(describe(Jigsaw())["fields"]) | {"early"}
    assert describe(Grown(bent=0.0, kinds=("a",), free=1.0))["fields"] == told, "the default, written otherwise"
    assert revive(describe(Grown())) == Grown()


@pytest.mark.parametrize("name", LATE)
def test_any_changed_knob_changes_the_key_and_comes_back(name):
    changed = Grown(**{name: LATE[name]})
    assert Trial(task=changed).key != Trial(task=Grown()).key
    assert revive(describe(changed)) == changed and name in describe(changed)["fields"]


def test_the_key_of_an_object_without_the_knob_stays_when_it_comes(own):
    """A part of today's class is described as one of the class that had no such knob."""
    text = OWN.replace('    def say(self, answer):\n        return "one"\n', "    {}\n")
    before = "early: float = knob(default=0.0, help='x')"
    later = f"{before}\n    late: int = knob(default=3, help='y', late=True)"
    told = []
    for body in (before, later):
        own.write_text(text.replace("import frozen", "import frozen, knob").format(body))
        told.append(describe(load_file(own).Odd()))
    assert told[0] == told[1]


@frozen
class Any_(Jigsaw):
    """Holds what its owner likes."""

    held: Any = knob(default=None, help="anything")


PAIRS = [
    ({"a": 1}, {"a": 2}),
    ({1: "x"}, {"1": "x"}),
    ([1, 2], (1, 2)),
    ({"a": [1]}, {"a": (1,)}),
    ({"type": "list", "items": [1]}, [1]),
    ({"type": "module:Class", "fields": {}}, {"type": "other"}),
    (1, True),
    ("1", 1),
    (Jigsaw(), {"task": Jigsaw()}),
    ({(1, 2): Jigsaw()}, {(1, 3): Jigsaw()}),
    ({True: 1}, {1: 1, "x": 2}),
]


@pytest.mark.parametrize("one,other", PAIRS, ids=[str(pair[0])[:30] for pair in PAIRS])
def test_what_differs_is_told_apart_and_comes_back_as_it_was(one, other):
    assert digest(describe(Any_(held=one))) != digest(describe(Any_(held=other)))
    for held in (one, other):
        again = revive(describe(Any_(held=held)))
        assert again.held == held and type(again.held) is type(held)


@pytest.mark.parametrize("held", [float("nan"), float("inf"), {"a": float("nan")}, {1, 2}, b"x", object()])
def test_what_json_cannot_hold_is_refused_by_name(held):
    with pytest.raises(Refused, match="cannot be written down"):
        describe(Any_(held=held))
