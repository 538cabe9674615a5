"""Many pictures of a folder are not copied: they are read out of the shared file, to the same numbers."""

import pytest
import torch

from pitfalls.images import mapped
from pitfalls.images.mapped import Mapped
from pitfalls.measures.reading import Reading
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.trial import Trial


@pytest.fixture
def both(zoo, small, monkeypatch):
    """The training pictures of a folder, copied and mapped."""
    folder = small(zoo("a", "b", each=20))
    copied = folder.load("train", 3)
    monkeypatch.setattr(mapped, "LARGE", 0)
    return copied.pixels, folder.load("train", 3).pixels


def test_what_is_mapped_is_what_would_be_copied(both):
    copied, found = both
    assert isinstance(found, Mapped) and not isinstance(copied, Mapped)
    assert found.shape == copied.shape and len(found) == len(copied) and found.dtype == copied.dtype
    index = torch.tensor([5, 0, 5, 27])
    assert torch.equal(found.index_select(0, index), copied.index_select(0, index))
    assert torch.equal(found.index_select(1, index[1:2]), copied.index_select(1, index[1:2]))
    for one, other in zip(found.split(9), copied.split(9), strict=True):
        assert isinstance(one, torch.Tensor) and torch.equal(one, other)
    assert isinstance(found[:7], Mapped) and torch.equal(found[:7], copied[:7])
    assert torch.equal(found[..., 2:18, 2:18].cpu(), copied[..., 2:18, 2:18]) and torch.equal(found[4], copied[4])
    assert torch.equal(found.float().mean(), copied.float().mean()) and torch.equal(found / 255, copied / 255)
    assert bool((found == copied).all()) and [int(each.sum()) for each in found] == [int(each.sum()) for each in copied]
    assert torch.equal(torch.stack([found.whole()]), copied[None]) and len({found, found}) == 1


def test_only_a_copy_is_written_to(both):
    _, found = both
    before = found.whole()
    found.index_select(0, torch.arange(3)).zero_()
    found[0].zero_()
    found.whole().zero_()
    assert torch.equal(found, before)


def test_it_stays_where_it_is_on_the_cpu(both):
    _, found = both
    assert found.to("cpu") is found and found.to(torch.device("cpu")) is found and found.cpu() is found
    assert found.to(torch.float32).dtype == torch.float32 and found.to("meta").device.type == "meta"


def test_a_trial_gives_the_same_numbers(zoo, small, monkeypatch):
    root = zoo("a", "b", each=30)
    reading = Reading(train=20, validation=20, test=20, questions=64)
    found = []
    for large in (mapped.LARGE, 0):
        monkeypatch.setattr(mapped, "LARGE", large)
        monkeypatch.setattr("pitfalls.images.splits._LAST", {})
        monkeypatch.setattr("pitfalls.training.knowledge._FLOORS", {})
        images = small(root, size=32)
        assert isinstance(images.load("train", 0).pixels, Mapped) == (not large)
        trial = Trial(task=Rotation(), images=images, steps=3, batch=8, reading=reading)
        found.append(run_trial(trial)[0]["outcome"])
    assert found[0] == found[1] and "probe" in found[0]
