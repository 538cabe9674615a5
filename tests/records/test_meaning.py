"""An own file is named by what it says to Python: comments, docstrings and layout make no other trial."""

import pytest

from pitfalls.encoders.given import Given
from pitfalls.records.meaning import digest_of, meaning
from pitfalls.records.record import load_file
from pitfalls.trial import Trial

OWN = """
from torch import nn
from pitfalls.frozen import frozen, knob
from pitfalls.tasks.jigsaw import Jigsaw

@frozen
class Odd(Jigsaw):
    bent: int = knob(default=1, ge=0, help="how bent")

    def say(self, answer):
        return "one"

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.act = nn.Conv2d(3, 4, 3), lambda x: x * 2

    def forward(self, x):
        return self.act(self.layer(x))
"""
SAME = {
    "a comment": OWN.replace('        return "one"', '        # says it\n        return "one"  # so'),
    "a comment above": "# the first line\n" + OWN,
    "a docstring": OWN.replace("(self, answer):", '(self, answer):\n        """One."""'),
    "a docstring of a class": OWN.replace("class Net(nn.Module):", "class Net(nn.Module):\n    '''A net.'''\n"),
    "of the file": '"""My task."""\n' + OWN,
    "the layout": OWN.replace("self.act(self.layer(x))", "self.act(\n            self.layer(x)\n        )").replace(
        '"', "'"
    ),
    "a comment at a lambda": OWN.replace("x * 2", "x * 2  # twice"),
}
OTHER = {
    "a value": OWN.replace('"one"', '"two"'),
    "a default": OWN.replace("default=1", "default=2"),
    "a factor": OWN.replace("x * 2", "x * 3"),
    "a type": OWN.replace("x * 2", "x * 2.0"),
    "another name": OWN.replace("answer", "reply"),
    "a text that is used": OWN.replace("(self, answer):", '(self, answer):\n        answer = """One."""'),
}


@pytest.fixture
def keys(tmp_path):
    def of(text):
        (tmp_path / "own.py").write_text(text)
        module = load_file(tmp_path / "own.py")
        return Trial(task=module.Odd()).key, Given(module.Net()).digest()

    return of


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_says_nothing_more_makes_no_other_trial(keys, text):
    assert text != OWN and keys(text) == keys(OWN)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_what_says_something_else_makes_another_trial(keys, text):
    assert text != OWN and digest_of(text.encode()) != digest_of(OWN.encode())
    assert keys(text) != keys(OWN)


def test_a_trial_survives_a_comment_between_two_loads(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(OWN)
    first = load_file(file).Odd()
    file.write_text("# later\n" + OWN)
    assert load_file(file).Odd() == first


PAIRS = [
    ("x = 1", "x = 1.0"),
    ("x = None", "x = ..."),
    ("f(a, b)", "f(a)(b)"),
    ("{1: 2, **a}", "{1: 2, a: a}"),
    ("x = 'a'", "x = b'a'"),
    ("a < b < c", "(a < b) < c"),
    ("def f(a, /): pass", "def f(a): pass"),
    ("del a.b", "a.b"),
    ("f'{a!r}'", "f'{a!s}'"),
    ("if a: b", "while a: b"),
]


@pytest.mark.parametrize("one,other", PAIRS, ids=[f"{one} or {other}" for one, other in PAIRS])
def test_trees_that_differ_are_told_apart(one, other):
    assert meaning(one) != meaning(other) and meaning(one) == meaning(f"{one}  # so\n")


def test_what_is_no_python_is_named_by_its_bytes():
    assert meaning(b"def f(:") == b"def f(:" and digest_of(b"\xff") != digest_of(b"\xfe")
    deep = "a" + ".a" * 5000
    assert meaning(deep) != meaning(deep + "  # so") or meaning(deep) != deep.encode()


def test_a_method_stands_apart_from_the_left():
    text = "    def f(self):\n        '''Says.'''\n        return '''\nx'''\n"
    assert meaning(text) == meaning(text.replace("        '''Says.'''\n", "        # says\n"))
