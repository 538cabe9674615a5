"""A command looks at a folder once; outside of a command every call notices what has changed."""

import threading
from dataclasses import replace

import pytest
from PIL import Image

from pitfalls.frozen import Refused
from pitfalls.images import survey
from pitfalls.images.survey import once
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial


@pytest.fixture
def looks(monkeypatch) -> list:
    """The folders that were listed since the test began."""
    seen, listed = [], survey.listing
    monkeypatch.setattr(survey, "listing", lambda root: seen.append(root) or listed(root))
    return seen


def test_a_plan_of_many_cells_is_one_look(zoo, small, looks):
    folder = small(zoo("a", "b", each=8), size=32)
    arms = [Trial(task=Rotation(), images=folder, lr=1e-3 * (1 + k)) for k in range(5)]
    with once():
        keys = {replace(arm, seed=seed).key for arm in arms for seed in range(20)}
        for split in ("train", "validation", "test"):
            folder.load(split, 0)
        assert folder.overlap() > 0 and hash(folder) == hash(replace(folder))
    assert len(keys) == 100 and len(looks) == 1
    assert arms[0].key == replace(arms[0]).key and len(looks) == 3, "outside of it each key looks anew"


def test_what_changes_meanwhile_is_noticed_by_the_next(zoo, small, noise):
    root = zoo("a", "b", each=4)
    folder = small(root)
    with once():
        before, shown = folder.digest(), folder.load("train", 0).pixels
        with once():
            Image.fromarray(noise(77)).save(root / "a" / "new.png")
            (root / "b" / "000.png").unlink()
            assert folder.digest() == before
        assert folder.digest() == before, "one inside another is a part of it"
        assert folder.load("train", 0).pixels.equal(shown)
    with once():
        assert folder.digest() != before
    assert folder.digest() != before


def test_it_ends_with_an_error(zoo, small, looks):
    folder = small(zoo("a", "b", each=4))
    with pytest.raises(ZeroDivisionError), once():
        folder.digest()
        raise ZeroDivisionError
    folder.digest()
    assert len(looks) == 2


def test_another_thread_looks_for_itself(zoo, small, looks):
    folder = small(zoo("a", "b", each=4))
    with once():
        folder.digest()
        other = threading.Thread(target=folder.digest)
        other.start()
        other.join()
        folder.digest()
    assert len(looks) == 2


def test_a_refused_look_is_not_remembered(zoo, small, monkeypatch):
    root = zoo("a", "b", each=4)
    monkeypatch.setattr(survey, "FRESH", 0)
    with monkeypatch.context() as patch:
        patch.setattr(survey, "sha256", lambda file: "0" * 64)
        small(root).digest()
    with once():
        with pytest.raises(Refused, match="changed while its folder was read"):
            small(root).report()
        assert small(root).report().kept == 8


def test_two_names_of_one_folder_are_one_look(zoo, small, looks, tmp_path):
    root = zoo("a", "b", each=4)
    (tmp_path / "link").symlink_to(root)
    with once():
        assert small(root).digest() == small(tmp_path / "link").digest()
    assert len(looks) == 1
