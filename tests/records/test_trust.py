"""A record runs no code: it names parts of the lab, or of the user's own code that the user has at hand."""

import sys

import pytest

from pitfalls.experiment.cells import Cell, unpack
from pitfalls.frozen import Refused
from pitfalls.records.record import describe, load_file, own_files, revive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

MARK = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
OWN = "from pitfalls.frozen import frozen\nfrom pitfalls.tasks.jigsaw import Jigsaw\n"
OWN += "\n@frozen\nclass Odd(Jigsaw):\n    pass\n"
HOSTILE = [
    "subprocess:Popen",
    "os:system",
    "builtins:eval",
    "pathlib:Path",
    "antigravity:x",
    "pitfalls.records.own:load_file",
    "pitfalls.records.own:sys.exit",
    "pitfalls.writing:write_whole",
    "pitfalls.store:run",
    "pitfalls.store:Run",
    "pitfalls.trial:describe",
    "pitfalls.trial:Trial.key",
    "pitfalls.tasks.jigsaw:Task",
    "pitfalls.__main__:app",
    "pitfalls.cli:app",
    "pitfalls:nothing",
    "pitfalls..trial:Trial",
    "torch.nn:Linear",
    "dataclasses:Field",
    "",
    ":",
    "no colon",
]


def refused(data, files=None, **more):
    with pytest.raises(Refused) as error:
        revive(data, files, **more)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("files", [None, {}])
def test_only_parts_of_a_trial_are_made(name, files, monkeypatch):
    monkeypatch.delitem(sys.modules, "antigravity", raising=False)
    assert name in refused({"type": name, "fields": {}}, files)
    inside = describe(Trial(task=Jigsaw()))
    inside["fields"]["score"] = {"type": name, "fields": {"args": ["true"]}}
    assert name in refused(inside, files)
    assert "antigravity" not in sys.modules


ODD = [{"type": 3, "fields": {}}, {"type": "list"}, {"type": "dict", "items": [1]}, {"type": "m:C", "fields": 3}]
ODD += [{"type": "pitfalls.tasks.jigsaw:Jigsaw", "fields": {"grid": {"type": "list", "items": 3}}}]
ODD += [{"type": "pitfalls.tasks.jigsaw:Jigsaw", "fields": []}, {"type": "m:C"}, {"type": ["m"], "fields": {}}]


@pytest.mark.parametrize("data", ODD, ids=map(str, ODD))
def test_what_has_another_shape_is_refused(data):
    refused(data, {})


def test_what_is_nested_too_deeply_is_refused():
    data = {}
    for _ in range(5000):
        data = {"a": data}
    assert "no object of the lab" in refused(data)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A working folder and one elsewhere."""
    here, there = tmp_path / "here", tmp_path / "there"
    for each in (here, there):
        each.mkdir()
    monkeypatch.chdir(here)
    return here, there


def written(file, text=MARK + OWN):
    """What a record would say of an own class in `file`, which was never loaded."""
    from pitfalls.records.meaning import digest_of

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    files = {file.name: {"path": str(file), "sha256": digest_of(text.encode())}}
    return {"type": f"{file.name}:Odd", "fields": {}}, files


def test_a_file_elsewhere_is_not_loaded_until_the_user_has_loaded_it(folders):
    file = folders[1] / "own_elsewhere.py"
    data, files = written(file)
    assert "is not a file of yours under" in refused(data, files) and not file.with_name("ran").exists()
    task = load_file(file).Odd()
    assert revive(data, files) == task


def test_a_file_under_the_working_folder_is_loaded_where_it_says_what_it_said(folders):
    data, files = written(folders[0] / "deep" / "own_here.py")
    wrong = {"own_here.py": files["own_here.py"] | {"sha256": "0" * 64}}
    assert "has changed since" in refused(data, wrong)
    assert not (folders[0] / "deep" / "ran").exists()
    assert isinstance(revive(data, files), Jigsaw)


def test_a_record_of_another_machine_finds_the_same_file_here(folders):
    data, files = written(folders[0] / "own_moved.py")
    files["own_moved.py"]["path"] = "/nowhere/own_moved.py"
    assert isinstance(revive(data, files), Jigsaw)


def test_a_file_that_came_with_the_records_is_nobodys_own(folders):
    data, files = written(folders[0] / "theirs" / "own_sent.py")
    assert "is not a file of yours" in refused(data, files, apart=folders[0] / "theirs")
    link = folders[0] / "own_sent.py"
    link.symlink_to(folders[0] / "theirs" / "own_sent.py")
    files["own_sent.py"]["path"] = str(link)
    assert "is not a file of yours" in refused(data, files, apart=folders[0] / "theirs")
    assert not (folders[0] / "theirs" / "ran").exists()


def test_a_link_out_of_the_working_folder_leads_nowhere(folders):
    data, files = written(folders[1] / "own_linked.py")
    (folders[0] / "own_linked.py").symlink_to(folders[1] / "own_linked.py")
    files["own_linked.py"]["path"] = str(folders[0] / "own_linked.py")
    assert "is not a file of yours" in refused(data, files) and not (folders[1] / "ran").exists()


def test_a_module_elsewhere_is_not_imported(folders):
    data, files = written(folders[1] / "mod_elsewhere.py")
    data = {"type": "mod_elsewhere:Odd", "fields": {}}
    assert "is not a file of yours" in refused(data, files) and "mod_elsewhere" not in sys.modules
    data, files = written(folders[0] / "mod_here.py")
    try:
        assert isinstance(revive({"type": "mod_here:Odd", "fields": {}}, files), Jigsaw)
    finally:
        sys.modules.pop("mod_here", None)


def test_a_cell_that_the_lab_packed_itself_is_unpacked_wherever_its_file_lies(folders):
    file = folders[1] / "own_packed.py"
    written(file)
    cell = Cell("a", Trial(task=load_file(file).Odd()))
    packed = cell.pack()
    for name in [name for name, module in sys.modules.items() if getattr(module, "__file__", "") == str(file)]:
        del sys.modules[name]
    with pytest.raises(Refused, match="is not a file of yours"):
        revive(packed["trials"][0], packed["files"])
    assert unpack(packed).key == cell.key and own_files(unpack(packed).trial)["own_packed.py"]["path"] == str(file)
