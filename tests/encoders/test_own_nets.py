"""An own net is named by all that decides what it does: no other net ever gets its results."""

import functools
import io
import itertools
import subprocess
import sys
import textwrap
import threading
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch import nn

from pitfalls.encoders.given import Given
from pitfalls.encoders.weights import packed, unpacked
from pitfalls.frozen import Refused
from pitfalls.records.record import load_file

SCALE, TABLE, LEVELS = 1.0, {"gain": [1.0, 2.0]}, np.arange(3.0)


def scaled(x):
    return x * SCALE * TABLE["gain"][0] + LEVELS[0]


@dataclass
class Config:
    """Plain settings, nested."""

    depth: int = 2
    inner: object = None


class Net(nn.Module):
    """Holds one thing beside a layer."""

    def __init__(self, held=None, net=None):
        super().__init__()
        self.layer = net or nn.Conv2d(3, 4, 3)
        self.held = held

    def forward(self, x):
        return scaled(self.layer(x))


def times(factor):
    return lambda x: x * factor


class Slotted:
    """Has no dictionary of attributes."""

    __slots__ = ("power",)

    def __init__(self, power):
        self.power = power


def digest(net, **more):
    return Given(net, **more).digest()


one_line = (lambda x: x, lambda x: -x)
HELD = {
    "number": (1, 2),
    "number and truth": (1, True),
    "number and its float": (1, 1.0),
    "text": ("max", "avg"),
    "list": ([1, 2], [2, 1]),
    "list and tuple": ([1], (1,)),
    "dictionary": ({"a": 1}, {"a": 2}),
    "names of a dictionary": ({1: "a"}, {"1": "a"}),
    "nested": ({"a": [{"b": (1, {2})}]}, {"a": [{"b": (1, {3})}]}),
    "two words and one": (["ab", "c"], ["a", "bc"]),
    "object": (Config(2), Config(3)),
    "object in an object": (Config(inner=Config(2)), Config(inner=Config(3))),
    "slots": (Slotted(1), Slotted(3)),
    "array": (np.zeros(3), np.ones(3)),
    "kind of an array": (np.zeros(2, np.float32), np.zeros(2, np.int32)),
    "tensor": (torch.zeros(3), torch.ones(3)),
    "half a tensor": (torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.float16)),
    "sparse": (torch.eye(2).to_sparse(), torch.ones(2, 2).to_sparse()),
    "lambda on one line": one_line,
    "closure": (times(2), times(3)),
    "partial": (functools.partial(torch.clamp, min=0), functools.partial(torch.clamp, min=1)),
    "method": (Config(2).__eq__, Config(3).__eq__),
    "compiled": (torch.relu, torch.tanh),
    "method of tensors": (torch.Tensor.relu, torch.Tensor.tanh),
    "class": (nn.ReLU, nn.GELU),
    "hidden module": ([nn.Dropout(0.1)], [nn.Dropout(0.5)]),
    "random state": (np.random.default_rng(0), np.random.default_rng(1)),
    "generator of torch": (torch.Generator().manual_seed(1), torch.Generator().manual_seed(2)),
}


@pytest.mark.parametrize("one,other", HELD.values(), ids=HELD)
def test_whatever_it_holds_makes_another_net(one, other):
    assert digest(Net(one)) == digest(Net(one)) != digest(Net(other))


def test_equal_things_made_twice_are_one_net():
    made = lambda: {"a": [1, {2, 3, "x"}], "b": Config(inner=Slotted(1)), "c": np.arange(3), "d": times(2)}
    assert digest(Net(made())) == digest(Net(made()))


def changed(change, **more):
    net = nn.Sequential(Net(), nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 3))
    change(net)
    return digest(net, **more)


def tie(net):
    net[3].weight = net[2].weight


def alias(net):
    net[3] = net[2]


CHANGES = {
    "a layer used twice": alias,
    "a tied weight": tie,
    "the order": lambda net: net.append(net.pop(1)),
    "a hook": lambda net: net[0].register_forward_hook(lambda part, given, out: out * 2),
    "a hook before": lambda net: net[0].register_forward_pre_hook(lambda part, given: None),
    "a hook on the way back": lambda net: net[0].register_full_backward_hook(lambda part, given, out: None),
    "a mode": lambda net: net[1].eval(),
    "a weight held still": lambda net: net[2].weight.requires_grad_(False),
    "a forward of its own": lambda net: setattr(net[0], "forward", lambda x: x[:, :1]),
    "an attribute of a layer": lambda net: setattr(net[2], "padding", (1, 1)),
    "what is stored": lambda net: net[1].register_buffer("more", torch.zeros(1), persistent=False),
    "a buffer": lambda net: net[1].register_buffer("more", torch.zeros(1)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_wiring_modes_and_hooks_make_another_net(change):
    assert changed(lambda net: None) != changed(change) == changed(change)


def test_which_hook_and_in_which_order_counts():
    twice, less = (lambda part, given, out: out * 2), (lambda part, given, out: out - 1)
    hooked = lambda *hooks: changed(lambda net: [net[0].register_forward_hook(hook) for hook in hooks])
    assert len({hooked(twice), hooked(less), hooked(twice, less), hooked(less, twice)}) == 4
    assert changed(lambda net: net[0].register_forward_hook(twice, always_call=True)) != hooked(twice)


def test_which_of_two_weights_is_tied_counts():
    def tied(one, other):
        net = nn.ModuleList(nn.Conv2d(4, 4, 3) for _ in range(3))
        net[other].weight = net[one].weight
        return digest(net)

    assert len({tied(0, 1), tied(0, 2), tied(1, 2)}) == 3


def test_memory_that_buffers_share_counts():
    def made(share):
        net = nn.Module()
        net.one = torch.zeros(4)
        net.other = net.one[:2] if share else torch.zeros(2)
        return digest(net)

    assert made(True) != made(False) == made(False)


def test_what_the_code_reads_makes_another_net(monkeypatch):
    before = digest(Net())
    home = Net.forward.__globals__
    for name, value in (("SCALE", 0.1), ("TABLE", {"gain": [3.0]}), ("LEVELS", np.ones(3)), ("scaled", torch.relu)):
        with monkeypatch.context() as patched:
            patched.setitem(home, name, value)
            assert digest(Net()) != before, name
    assert digest(Net()) == before


OWN = """
import math
import {beside}
from torch import nn

class Net(nn.Module):
    def forward(self, x):
        return x * {beside}.SCALE + {beside}.inner()

class Late(nn.Module):
    def forward(self, x):
        import {beside}
        return x * {beside}.SCALE
"""


@pytest.mark.parametrize("kind", ["Net", "Late"])
def test_a_constant_of_a_module_that_the_code_reaches_by_name_counts(tmp_path, kind):
    beside = f"beside_{kind.lower()}_of_own_nets"
    (tmp_path / f"{beside}.py").write_text("SCALE, DEEP = 1.0, [1]\n\ndef inner():\n    return DEEP[0]\n")
    (tmp_path / "own.py").write_text(OWN.format(beside=beside))
    made = getattr(load_file(tmp_path / "own.py"), kind)
    try:
        before, there = digest(made()), sys.modules[beside]
        there.SCALE = 0.1
        after = digest(made())
        there.SCALE = 1.0
        assert after != before == digest(made())
        there.DEEP[0] = 5
        assert (digest(made()) != before) == (kind == "Net")
    finally:
        sys.modules.pop(beside, None)


def test_a_method_put_on_a_class_of_the_library_counts(monkeypatch):
    before = digest(nn.Sequential(nn.ReLU()))
    monkeypatch.setattr(nn.ReLU, "forward", lambda self, x: x)
    assert digest(nn.Sequential(nn.ReLU())) != before


def opened():
    with open(__file__) as file:
        return file


UNTOLD = {"an open file": opened, "a generator": lambda: (k for k in range(3)), "a thread": threading.local}
UNTOLD["a compiled function"] = lambda: torch.jit.script(nn.ReLU())


@pytest.mark.filterwarnings("ignore:.*torch.jit")
@pytest.mark.parametrize("make", UNTOLD.values(), ids=UNTOLD)
def test_what_cannot_be_told_is_refused_in_a_sentence_that_says_what_to_do(make):
    for net in (Net(make()), Net([{"a": make()}]), Net(Config(inner=make())), Net(times(make()))):
        with pytest.raises(Refused, match=r"(hold|give) ") as refused:
            digest(net)
        assert "\n" not in str(refused.value) and str(refused.value).endswith(".")
    with pytest.raises(Refused, match=r"Net\.held"):
        digest(Net(make()))


def test_a_hook_that_a_copy_would_lose_is_refused():
    net = nn.Conv2d(3, 4, 3)
    net.weight.register_hook(lambda gradient: gradient * 2)
    with pytest.raises(Refused, match=r"Conv2d\.weight has a hook of its own"):
        digest(net)


def test_what_lives_on_beside_a_net_does_not_change_it():
    net = Net(itertools.repeat(1), nn.GRU(3, 4))
    before = digest(net)
    keep = [nn.Conv2d(3, 4, 3) for _ in range(3)]
    keep[0].register_forward_hook(lambda *_: None)  # hooks are numbered through the whole process
    net.layer.flatten_parameters()
    assert digest(net) == before and keep


def test_circles_end():
    net = Net({})
    net.held["self"] = [net]
    assert digest(net) != digest(Net({}))


def test_another_process_gives_the_same_digest(tmp_path):
    file = tmp_path / "own.py"
    file.write_text(
        textwrap.dedent("""
            import numpy as np
            from torch import nn
            LEVELS = {"a", "b", "c", 1, 2.5, (3, "x")}

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.layer, self.act = nn.Conv2d(3, 4, 3), lambda x: x * 2
                    self.layer.register_forward_hook(lambda part, given, out: out)

                def forward(self, x):
                    return self.act(self.layer(x)) * len(LEVELS)
        """)
    )
    code = "from pitfalls.records.record import load_file; from pitfalls.encoders.given import Given; import sys;"
    code += "print(Given(load_file(sys.argv[1]).Net()).digest())"
    other = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True)
    assert other.stdout.strip() == digest(load_file(file).Net()), other.stderr


class Beside(nn.Module):
    """Keeps something that is no tensor in its state."""

    def __init__(self, kept):
        super().__init__()
        self.layer, self.kept = nn.Conv2d(3, 4, 3), kept

    def forward(self, x):
        return self.layer(x)

    def get_extra_state(self):
        return self.kept

    def set_extra_state(self, state):
        self.kept = state


def shared():
    layer = nn.Conv2d(4, 4, 3, 1, 1)
    return nn.Sequential(nn.Conv2d(3, 4, 3), layer, nn.ReLU(), layer)


def tied():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3, 1, 1), nn.Conv2d(4, 4, 3, 1, 1))
    net[2].weight = net[1].weight
    net.again = net[1]
    net.view = torch.nn.Buffer(net[0].bias.detach()[:2])
    return net


NETS = {"a layer used twice": shared, "tied": tied, "beside": lambda: Beside({"seen": [1, "x"], "rate": 0.5})}
NETS |= {"a tensor beside": lambda: Beside(torch.arange(3)), "half": lambda: shared().half()}


@pytest.mark.parametrize("make", NETS.values(), ids=NETS)
def test_every_state_is_stored_and_comes_back(make):
    torch.manual_seed(1)
    one = Given(make()).build(3)
    torch.manual_seed(2)
    other = Given(make(), keep=True).build(3)
    unpacked(other, packed(one))
    assert packed(other) == packed(one)
    for (name, first), second in zip(one.state_dict().items(), other.state_dict().values(), strict=True):
        assert torch.equal(first, second) if isinstance(first, torch.Tensor) else first == second, name


def test_a_state_that_cannot_be_stored_is_refused_before_any_step():
    with pytest.raises(Refused, match=r"_extra_state of Beside keeps a Config, which cannot be stored safely; keep"):
        Given(Beside(Config()))
    with pytest.raises(Refused, match=r"keeps a StringIO"):
        Given(Beside(io.StringIO()))
