"""What every cue and defense promises, swept over all that stand in the folder."""

import dataclasses

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from pitfalls.commands.catalog import parts
from pitfalls.images.scenes import Scenes
from pitfalls.path.defend import defend
from pitfalls.shapes import frames
from pitfalls.shortcuts.base import ImageDefense, ViewDefense, WindowDefense
from pitfalls.shortcuts.bridge import FromKornia
from pitfalls.streams import Rng

CUES = [cls() for cls in parts("cue").values()]
DEFENSES = [cls() for cls in parts("defense").values()]
named = lambda each: type(each).__name__
pictures = Scenes(margin=8, train=12).load("train", 0)


def images():
    return frames(pictures.pixels, pictures.margin)


def views():
    return torch.rand(6, 9, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def windows():
    corner = torch.tensor([[x, y, 12, 12] for y in (14, 26, 38) for x in (14, 26, 38)])
    return corner.expand(6, 9, 4)


def applied(defense, rng):
    """What a defense gives, as one tensor."""
    if isinstance(defense, ImageDefense):
        return defense.repair(images(), rng).inner
    if isinstance(defense, WindowDefense):
        return defense.spread(windows(), (64, 64), rng)
    return defend(views(), [(defense, rng)])


class HostReads(TorchDispatchMode):
    """Counts operations that make the host wait for the device."""

    WAIT = ("_local_scalar_dense", "nonzero", "is_nonzero", "masked_select", "unique", "equal")

    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        name = func.name().split("::")[-1].split(".")[0]
        if name in self.WAIT:
            self.seen.append(name)
        return func(*args, **(kwargs or {}))


def test_there_is_something_to_sweep():
    assert len(CUES) >= 3 and len(DEFENSES) >= 10


@pytest.mark.parametrize("cue", CUES, ids=named)
def test_a_cue_at_strength_zero_is_the_very_same_object(cue):
    off = dataclasses.replace(cue, strength=0)
    given = images()
    assert off.idle and off.plant(given, Rng(0, "a")) is given and off.margin == 0


@pytest.mark.parametrize("cue", CUES, ids=named)
def test_a_cue_keeps_the_picture_size_and_range_and_uses_up_its_margin_only(cue):
    given = images()
    planted = cue.plant(given, Rng(0, "a"))
    assert planted.size == given.size
    assert planted.margin == given.margin - cue.margin
    assert float(planted.pixels.min()) >= 0 and float(planted.pixels.max()) <= 1
    assert not torch.equal(planted.inner, given.inner)


@pytest.mark.parametrize("cue", CUES, ids=named)
def test_sham_removed_and_reversed_share_its_stream_and_margin(cue):
    for other in (cue.sham(), cue.removed(), cue.reversed()):
        assert type(other).purpose == type(cue).purpose
        assert other.margin == cue.margin
    assert cue.reversed().reversed() == cue
    assert cue.removed().removed() == cue.removed()


@pytest.mark.parametrize("part", CUES + DEFENSES, ids=named)
def test_it_draws_from_its_own_stream_alone_and_repeats(part):
    before = torch.random.get_rng_state()
    one = [_out(part, Rng(3, "a").at(step)) for step in (0, 1, 0)]
    assert torch.equal(torch.random.get_rng_state(), before)
    assert torch.equal(one[0], one[2])
    if not getattr(part, "deterministic", False):
        other = _out(part, Rng(4, "a").at(0))
        silent = part == type(part)() and named(part) in ("Gap", "Mask")  # draw nothing, yet hold for training only
        assert silent or not torch.equal(one[0], other)


OURS = [part for part in CUES + DEFENSES if not isinstance(part, FromKornia)]  # Kornia's own steps may, and says so


@pytest.mark.parametrize("part", OURS, ids=named)
def test_no_step_waits_for_the_device(part):
    rng = Rng(0, "a")
    _out(part, rng.at(0))  # what is uploaded once may be
    with HostReads() as reads:
        _out(part, rng.at(1))
    assert reads.seen == []


@pytest.mark.parametrize("defense", DEFENSES, ids=named)
def test_a_defense_changes_something_and_keeps_the_shape(defense):
    out = applied(defense, Rng(0, "a"))
    plain = {ImageDefense: lambda: images().inner, WindowDefense: windows, ViewDefense: views}
    given = next(make() for kind, make in plain.items() if isinstance(defense, kind))
    assert out.shape == given.shape
    assert not torch.equal(out, given)


@pytest.mark.parametrize("defense", [d for d in DEFENSES if d.deterministic], ids=named)
def test_a_deterministic_defense_draws_nothing(defense):
    class Deaf:
        def __getattr__(self, name):
            raise AssertionError(f"{named(defense)} draws {name}")

    applied(defense, Deaf())


@pytest.mark.parametrize("part", CUES + DEFENSES, ids=named)
def test_every_knob_has_a_meaning_and_numbers_have_a_range(part):
    from pitfalls.commands.catalog import knobs

    for knob in knobs(type(part)):
        assert knob.meaning, knob
        value = getattr(part, knob.name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert "=" in knob.allowed or ">" in knob.allowed, knob


def _out(part, rng):
    return part.plant(images(), rng).inner if hasattr(part, "plant") else applied(part, rng)
