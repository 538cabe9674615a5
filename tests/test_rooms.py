"""Who may know whom: the imports of every room, read off the syntax tree."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pitfalls"
GROUND = {"frozen", "refused", "streams", "shapes", "resample", "writing"}  # what any room may stand on
MAY = {
    "images": {"images"},
    "tasks": {"tasks"},
    "shortcuts": {"shortcuts"},
    "ambiguity": {"ambiguity", "tasks"},  # a score's width is read off the task
    "difficulty": {"difficulty", "trial", "tasks", "knobs"},
    "company": {"company"},
    "encoders": {"encoders", "records"},  # the key of a net of one's own reads its code
    "measures": {"measures"},
    "statistics": {"statistics"},
    "records": {"records"},
    "path": {"path", "images", "tasks", "shortcuts", "records", "trial"},
    "training": {
        "training",
        "company",
        "path",
        "images",
        "tasks",
        "shortcuts",
        "encoders",
        "measures",
        "records",
        "trial",
    },
    "audit": {"audit", "tasks", "shortcuts", "images", "measures", "encoders", "path", "trial"},
}
LIGHT = [
    PACKAGE / "cli.py",
    PACKAGE / "frozen.py",
    *(
        PACKAGE / "commands" / f"{stem}.py"
        for stem in ("options", "endings", "misused", "kinds", "unrun", "written", "listing", "stored")
    ),
]
LIGHT += [path for room in ("ledger", "statistics", "report") for path in sorted((PACKAGE / room).glob("*.py"))]
LIGHT.remove(PACKAGE / "report" / "picture.py")  # it poses questions
HEAVY = {"torch", "torchvision", "kornia"}


def imports(file: Path, top_only: bool = False) -> set[str]:
    """Dotted names of all modules a file imports (outside of functions, with `top_only`)."""
    tree = ast.parse(file.read_text())
    nodes = tree.body if top_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written in full"
            found.add(node.module or "")
    return found


def files(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(MAY))
def test_a_room_imports_only_what_it_may_know(room):
    for file in files(room):
        for name in imports(file):
            top, _, rest = name.partition(".")
            if top != "pitfalls" or not rest:
                continue
            known = rest.partition(".")[0]
            assert known in GROUND | MAY[room], f"{file.name} in {room} imports {name}"


def test_no_part_of_the_lab_imports_an_experiment():
    for file in PACKAGE.rglob("*.py"):
        assert not any(name.partition(".")[0] in ("experiments", "tests") for name in imports(file)), file


def test_a_trial_needs_neither_audit_nor_experiment():
    for file in (PACKAGE / "trial.py", *files("path"), *files("training")):
        for name in imports(file):
            assert not name.startswith(("pitfalls.audit", "pitfalls.experiment")), f"{file.name} imports {name}"


def test_reading_results_imports_no_torch():
    for file in LIGHT:
        for name in imports(file, top_only=True):
            assert name.partition(".")[0] not in HEAVY, f"{file.name} imports {name}"


def test_there_is_no_attic():
    for part in PACKAGE.rglob("*"):
        assert part.stem not in {"utils", "common", "misc", "core", "helpers", "scratch"}, part


def test_every_python_file_says_what_it_is_for():
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text()
        assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{file} has no docstring"
