"""The top of the package: the public names, where the others stand, and that little is imported for little."""

import subprocess
import sys

import pytest

import pitfalls
from pitfalls.commands.catalog import parts

OWN = ("Task", "ViewDefense", "Cue", "Score", "Attacker", "Encoder", "Source", "frozen", "knob", "answered", "Rng")
CLAIMS = ("Experiment", "Contrast", "Reading", "four_contrasts", "two_by_two", "factorial", "attack_of", "Trial")
VERBS = ("run", "load", "show", "results", "replace")


def test_all_public_names_come_with_a_star_and_are_what_they_are_called():
    names: dict = {}
    exec("from pitfalls import *", names)
    every = {*OWN, *CLAIMS, *VERBS, "ForKornia", "Refused"}
    for kind in ("task", "cue", "defense", "score", "encoder", "images", "attacker"):
        every |= set(parts(kind))
    assert every <= set(names) and every <= set(pitfalls.__all__) <= set(dir(pitfalls))
    for name in pitfalls.__all__:
        assert names[name] is getattr(pitfalls, name) and getattr(names[name], "__name__", name) == name


def test_a_decorator_is_no_module_whatever_was_imported_before():
    from pitfalls.frozen import frozen

    assert pitfalls.frozen is frozen and pitfalls.knob.__module__ == "pitfalls.frozen"


@pytest.mark.parametrize(
    "name,told",
    [
        ("jigsaw", "did you mean 'Jigsaw'"),
        ("FromKorna", "did you mean 'FromKornia'"),
        ("lateral_aberration", "did you mean 'LateralAberration'"),
        ("Network", "from pitfalls.encoders.network import Network"),
        ("with_knob", "from pitfalls.knobs import with_knob"),
        ("EXPECTED", "from pitfalls."),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_one_that_is(name, told):
    with pytest.raises(AttributeError) as caught:
        getattr(pitfalls, name)
    assert told in str(caught.value)


def test_names_and_lists_need_no_torch_and_the_package_is_a_command():
    code = (
        "import sys, pitfalls\n"
        "assert pitfalls.__version__ and 'Jigsaw' in dir(pitfalls) and not hasattr(pitfalls, 'Jigsw')\n"
        "from pitfalls import results, Refused, Contrast\n"
        "from pitfalls.cli import app\n"
        "for words in (['--version'], ['list'], ['list', 'jigsaw', 'cues', 'attackers', 'experiments'], []):\n"
        "    try: app(words)\n"
        "    except SystemExit as end: assert not end.code, words\n"
        "assert 'torch' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert told.startswith(f"pitfalls {pitfalls.__version__}, rows of revision ") and "channel_displacement" in told
    done = subprocess.run([sys.executable, "-m", "pitfalls", "list", "gap"], capture_output=True, text=True)
    assert done.returncode == 0 and "pixels" in done.stdout and "jigsaw" not in done.stdout, done.stderr
