"""What is read of a network: by layer, by label, with few labels, and never of what is no number."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.base import Pictures
from pitfalls.images.scenes import Scenes
from pitfalls.images.splits import Splits, splits
from pitfalls.measures.neighbors import accuracy
from pitfalls.measures.reading import Reading
from pitfalls.measures.ridge import ridge_probe, standardized
from pitfalls.path.walk import Path
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.features import features, recalibrated, whole
from pitfalls.training.finite import NotFinite
from pitfalls.training.knowledge import known
from pitfalls.training.loop import start
from pitfalls.trial import Trial

CPU = torch.device("cpu")
tiny = Scenes(size=32, margin=0, train=300, validation=80, test=120)
trial = Trial(task=Rotation(), images=tiny)
SEEN = splits(tiny, 0, 80, 120, CPU)
NETWORK = start(trial, Path(trial.task, (), (), 0, "train"), SEEN.train)


def read(seen=SEEN, network=NETWORK, **knobs):
    return known(replace(trial, reading=Reading(**knobs)), network, seen)


def by_hand(count=300, layer=-1, label="species", pool=4):
    """The probe's accuracy on test images, step by step."""
    reading = Reading(layer=layer, pool=pool)
    train = SEEN.train.first(300)
    ready = recalibrated(NETWORK, whole(train, trial.task, ()))
    rows = [
        next(iter(features(ready, each, trial.task, (), reading).values()))
        for each in (train, SEEN.validation, SEEN.test)
    ]
    first, second, third = standardized(*rows)
    labels = [each.labels[label] for each in (train, SEEN.validation, SEEN.test)]
    classes = len(SEEN.train.classes[label])
    guess, penalty = ridge_probe((first[:count], labels[0][:count]), (second, labels[1]), third, classes)
    return accuracy(guess, labels[2]), penalty, guess == labels[2]


def test_the_probe_is_fitted_on_all_that_was_trained_on_and_its_penalty_told():
    found = read()
    wanted, penalty, right = by_hand()
    assert (found["probe"], found["penalty"], found["n_test"]) == (wanted, penalty, 120)
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(found["hits"]), np.uint8))[:120]
    assert bits.tolist() == right.int().tolist()
    assert 0 <= found["knn"] <= 1 and 0 <= found["balanced"] <= 1
    assert json.loads(json.dumps(found)) == found


def test_probes_of_small_labeled_sets_are_fitted_on_the_first_of_them():
    found = read()
    assert found["probe_1"] == by_hand(3)[0] and found["probe_10"] == by_hand(30)[0]
    fewer = read(train=100)
    assert fewer["probe"] != found["probe"]
    least = read(train=20)
    assert 0 <= least["probe_1"] <= 1  # 1 % of twenty is none: two are taken


def test_layers_stand_in_their_order_and_the_primary_one_is_the_one_that_was_named():
    every = read(layers=True)
    assert len(every["layers"]) == 3 and every["layers"][-1] == every["probe"] == read()["probe"]
    assert every["layers"] == [by_hand(layer=k)[0] for k in range(3)]
    for named, place in ((0, 0), (1, 1), (-2, 1), (-3, 0)):
        found = read(layers=True, layer=named)
        assert found["layers"] == every["layers"] and found["probe"] == every["layers"][place]
        assert read(layer=named)["probe"] == found["probe"]
    assert len(set(every["layers"])) > 1
    with pytest.raises(Refused, match=r"Reading.layer is 3, but this encoder has 3 maps, 0 to 2"):
        read(layer=3)


def test_labels_are_read_by_name():
    assert read(label="species")["probe"] == read()["probe"]
    assert read(label="middle")["probe"] == by_hand(label="middle")[0]
    both = read(second="middle")
    assert both["second"] == read(label="middle")["probe"] and both["probe"] == read()["probe"]
    assert "second" not in read() and "logistic" not in read() and "layers" not in read()
    for knob in ("label", "second"):
        with pytest.raises(Refused, match="have no label 'specie'; did you mean 'species'"):
            read(**{knob: "specie"})


def test_the_logistic_probe_stands_beside_where_it_is_asked_for():
    found = read(logistic=True, pool=2)
    assert found["logistic"] == pytest.approx(found["probe"], abs=0.15)
    assert {k: v for k, v in found.items() if k != "logistic"} == read(pool=2)


def test_pictures_without_labels_are_counted_and_no_more():
    bare = lambda pictures: Pictures(pictures.pixels)
    seen = Splits(bare(SEEN.train), bare(SEEN.validation), bare(SEEN.test))
    assert read(seen) == {"n_test": 120}


class Broken(torch.nn.Module):
    """A network that sees no number in a picture whose first pixel is white."""

    def __init__(self, value):
        super().__init__()
        self.encoder, self.value = torch.nn.Identity(), value

    def encode(self, views):
        marked = (views[:, 0, :, 0, 0] == 1).all(1)[:, None, None, None]
        return (torch.where(marked, torch.full_like(views[:, 0], self.value), views[:, 0]),)


@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf])
@pytest.mark.parametrize(
    "split,told", [("train", "training"), ("validation", "validation"), ("test", "test"), (None, "")]
)
def test_features_that_are_no_numbers_are_told_with_the_images_before_any_fit(split, told, value, monkeypatch):
    monkeypatch.setattr("pitfalls.training.knowledge.ridge_probe", lambda *given: pytest.fail("a probe was fitted"))
    seen = {}
    for name in ("train", "validation", "test"):
        pictures = getattr(SEEN, name)
        pixels = pictures.pixels.clamp(max=250)
        pixels[7, :, 0, 0] = 255 if name == split else 0
        seen[name] = replace(pictures, pixels=pixels)
    if split is None:
        monkeypatch.setattr("pitfalls.training.knowledge.ridge_probe", ridge_probe)
        assert 0 <= read(Splits(**seen), Broken(value))["probe"] <= 1
        return
    with pytest.raises(NotFinite, match=f"the features of the {told} images are not finite"):
        read(Splits(**seen), Broken(value))


def test_a_refusal_of_features_is_a_refusal():
    assert issubclass(NotFinite, Refused)


def test_splits_are_loaded_once_a_seed_and_one_seed_is_held(monkeypatch):
    loads = []
    load = Scenes.load
    monkeypatch.setattr(Scenes, "load", lambda *given: loads.append(given[1:3]) or load(*given))
    few = Scenes(size=32, train=20, validation=9, test=9)
    first = splits(few, 0, 5, 6, CPU)
    assert splits(replace(few), 0, 5, 6, CPU) is first and len(loads) == 3
    assert [len(each.pixels) for each in (first.train, first.validation, first.test)] == [20, 5, 6]
    splits(few, 1, 5, 6, CPU)
    assert len(loads) == 6
    assert splits(few, 0, 5, 6, CPU) is not first and len(loads) == 9
