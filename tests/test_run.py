"""One trial from images to numbers: repeatable, honest about NaN, and the same through every door."""

from dataclasses import replace

import pytest
import torch
from torch import nn

import pitfalls
from pitfalls.difficulty.permutations import PERMUTATIONS
from pitfalls.encoders.base import Encoder
from pitfalls.encoders.conv import ConvNet
from pitfalls.encoders.given import Given
from pitfalls.frozen import Refused, frozen, knob
from pitfalls.images.scenes import Scenes
from pitfalls.images.splits import splits
from pitfalls.images.tensors import Tensors
from pitfalls.measures.reading import Reading
from pitfalls.path.walk import Path
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.naming import Naming
from pitfalls.tasks.rotation import Rotation
from pitfalls.training import environment, knowledge
from pitfalls.training.features import RECALIBRATION, recalibrated
from pitfalls.training.loop import start, train
from pitfalls.training.outcome import prepared, run_trial
from pitfalls.training.reliance import ask, posed
from pitfalls.trial import Trial

reading = Reading(train=60, validation=30, test=64, questions=64, second="middle")
tiny = Scenes(size=32, margin=6, train=80, validation=40, test=70)
short = Trial(task=Jigsaw(roam=2), images=tiny, steps=4, batch=16, reading=reading)
TASKS = [Jigsaw(roam=2), ContextPrediction(roam=2), Rotation(), Colorization(), Contrastive(), Naming(classes=16)]


class Blowup(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner, self.calls = inner, 0

    def forward(self, images):
        self.calls += self.training
        maps = self.inner(images)
        return (*maps[:-1], maps[-1] * (float("inf") if self.calls > 10 else 1.0))


@frozen
class Exploding(Encoder):
    """A net whose last map becomes infinite after ten steps."""

    def build(self, channels):
        return Blowup(ConvNet().build(channels))


def shared():
    layer = nn.Conv2d(8, 8, 3, 1, 1)
    return nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), layer, nn.ReLU(), layer)


def tied():
    net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 8, 3, 1, 1))
    net[3].weight = net[1].weight
    return net


def outcome(trial):
    record, _ = run_trial(trial)
    return record["outcome"]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_two_runs_of_one_trial_give_identical_rows(task, precision):
    trial = replace(short, task=task, score=None, precision=precision)
    first, second = outcome(trial), outcome(trial)
    assert first == second
    for name in ("probe", "knn", "proxy", "floor_probe", "floor_knn", "second", "balanced"):
        assert 0 <= first[name] <= 1, name


def test_another_seed_gives_other_numbers_and_the_global_generator_is_left_alone():
    before = torch.random.get_rng_state()
    assert outcome(short)["hits"] != outcome(replace(short, seed=1))["hits"]
    assert torch.equal(before, torch.random.get_rng_state())


def test_an_idle_toggle_changes_no_number():
    off = replace(short, cues=(LateralAberration(strength=0),))
    one, two = outcome(short), outcome(off)
    assert one.items() <= two.items() | {("proxy_removed", two["proxy"]), ("proxy_reversed", two["proxy"])}


def test_reliance_is_asked_with_the_cue_there_removed_and_reversed():
    planted = outcome(replace(short, cues=(LateralAberration(),), defenses=(DropColor(),)))
    assert {"proxy", "proxy_removed", "proxy_reversed"} <= set(planted)
    clean = outcome(replace(short, cues=(LateralAberration().removed(),)))
    assert clean["proxy"] == clean["proxy_removed"] == clean["proxy_reversed"]


def test_a_loss_that_explodes_ends_the_run_with_its_status():
    record, _ = run_trial(replace(short, lr=10.0, decay=10.0, steps=120, batch=4, score=None))
    assert record["status"] in ("nan", "ok")
    broken, _ = run_trial(replace(short, encoder=Exploding(), steps=60))
    assert broken["status"] == "nan" and broken["steps"] == 50
    assert "proxy" not in broken["outcome"] and "floor_probe" in broken["outcome"]


def test_curves_hold_proxy_and_probe_over_training():
    record, _ = run_trial(replace(short, reading=replace(reading, curve=1)))
    assert [point["step"] for point in record["curve"]] == [0, 2, 4]
    assert all({"probe", "knn"} <= set(point) for point in record["curve"])
    assert all("proxy" in point for point in record["curve"][1:])


def test_a_curve_ends_where_the_loss_exploded():
    record, _ = run_trial(replace(short, encoder=Exploding(), steps=40, reading=replace(reading, curve=3)))
    assert record["status"] == "nan" and [point["step"] for point in record["curve"]] == [0, 10, 40]


def test_rows_do_not_depend_on_what_the_process_did_before():
    """Reading the floor of a net with dropout must draw nothing that training would have drawn."""
    trial = replace(short, encoder=Given(nn.Sequential(nn.Conv2d(3, 6, 3), nn.BatchNorm2d(6), nn.Dropout(0.5))))
    knowledge._FLOORS.clear()
    fresh, held = outcome(trial), outcome(trial)
    assert fresh == held


@frozen
class Dimmed(Rotation):
    """Rotation whose features are read in the light or in the dark."""

    light: float = knob(default=1.0, ge=0, le=1, help="how much light")

    def look(self, images):
        return images * self.light


def test_the_floor_is_read_as_the_task_looks():
    dark, lit = (outcome(replace(short, task=Dimmed(light=light), steps=0)) for light in (0.0, 1.0))
    assert dark["floor_probe"] == dark["probe"] and lit["floor_probe"] == lit["probe"] != dark["probe"]


def test_an_untrained_net_is_asked_with_statistics_of_its_own():
    """Batch normalization that still holds its initial statistics would make any training look like a gain."""
    trial = replace(short, task=Contrastive(group=8), score=None, steps=0)
    record, network = run_trial(trial)
    assert float(network.encoder.stages[0][1].running_mean.abs().max()) == 0  # the network itself is left alone
    seen = splits(tiny, 0, reading.validation, reading.test, torch.device("cpu"))
    ready = recalibrated(network, (views for views, _ in posed(seen.train, trial, (), RECALIBRATION)))
    assert float(ready.encoder.stages[0][1].running_mean.abs().min()) > 0
    again = ask(ready, seen.test, trial, (), 64)
    raw = ask(network.eval(), seen.test, trial, (), 64)
    assert again == record["outcome"]["proxy"] != raw


def test_second_labels_may_reach_higher_in_training_than_in_the_test():
    pictures = tiny.load("train", 0, 80)
    second = torch.arange(80) % 4
    images = pictures.pixels[..., 6:-6, 6:-6]
    probed = Tensors(images, pictures.label()[0], second)
    train = probed.load("train", 0)
    rare = torch.where((images[:, None] == train.pixels[:1]).flatten(1).all(1), 9, second)  # one training image alone
    plain = replace(reading, second="second")
    found = outcome(replace(short, images=Tensors(images, pictures.label()[0], rare), steps=1, batch=8, reading=plain))
    assert 0 <= found["second"] <= 1


def test_what_cannot_be_read_is_refused_in_a_sentence():
    images = tiny.load("train", 0, 80).pixels[..., 6:-6, 6:-6]
    with pytest.raises(Refused, match="labels are asked for, but these pictures have none"):
        run_trial(replace(short, task=Naming(), images=Tensors(images), steps=1, batch=8))
    with pytest.raises(Refused, match=r"Reading.layer is 7, but this encoder has 3 maps, 0 to 2"):
        run_trial(replace(short, reading=replace(reading, layer=7)))


def test_unlabeled_images_have_their_proxy_read_and_are_counted():
    images = tiny.load("train", 0, 80).pixels[..., 6:-6, 6:-6]
    found = outcome(replace(short, images=Tensors(images), steps=1, batch=8))
    assert "probe" not in found and found["n_test"] == len(Tensors(images).load("test", 0).pixels)


def test_no_training_at_all_is_the_floor():
    found = outcome(replace(short, steps=0))
    assert found["probe"] == found["floor_probe"]


def test_a_batch_larger_than_the_set_is_refused():
    with pytest.raises(Refused, match="80 images, but a batch takes 100"):
        run_trial(replace(short, batch=100))


def test_a_dial_gives_trials_that_run():
    easy, *_, hard = PERMUTATIONS.turn(short)
    assert outcome(easy)["chance"] == 1 / 5 and hard.task.permutations == 100


def test_run_load_and_encoder_in_three_lines(tmp_path):
    done = pitfalls.run(short, device="cpu", results=str(tmp_path))
    again = pitfalls.load(short.key, results=str(tmp_path))
    assert again.outcome == done.outcome and again.trial == short
    maps = again.encoder(torch.rand(2, 3, 32, 32))
    assert maps[-1].shape[:2] == (2, 64)
    _, network = run_trial(short)
    wanted = network.encoder.eval()((torch.zeros(1, 3, 32, 32) + 0.25 - 0.5) * 4)
    assert torch.allclose(again.encoder(torch.zeros(1, 3, 32, 32) + 0.25)[-1], wanted[-1], atol=1e-6)
    with pytest.raises(Refused, match="no finished run"):
        pitfalls.load("0" * 24, results=str(tmp_path))


def test_a_silent_toggle_warns_in_python_too(tmp_path):
    with pytest.warns(UserWarning, match="changes nothing"):
        pitfalls.run(replace(short, cues=(LateralAberration(strength=0),)), device="cpu", results=str(tmp_path))


def test_a_damaged_encoder_is_noticed(tmp_path):
    done = pitfalls.run(short, device="cpu", results=str(tmp_path))
    path = done.ledger.encoder_path(short.key, done.record["env"]["fingerprint"])
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Refused, match="damaged"):
        _ = pitfalls.load(short, results=str(tmp_path)).encoder


@pytest.mark.parametrize("make", [shared, tied], ids=lambda make: make.__name__)
def test_a_net_with_parts_in_common_is_trained_stored_and_loaded(tmp_path, make):
    trial = replace(short, encoder=make())
    done = pitfalls.run(trial, device="cpu", results=str(tmp_path))
    body, images = done.encoder, torch.rand(2, 3, 32, 32)
    _, network = run_trial(trial)
    wanted = network.encoder.eval()((images - 0.5) * 4)
    assert torch.equal(body(images)[-1], wanted[-1])
    assert torch.equal(pitfalls.load(trial, results=str(tmp_path)).encoder(images)[-1], wanted[-1])


def test_the_callers_settings_are_restored_by_a_run(tmp_path):
    before = torch.get_num_threads(), torch.get_default_dtype()
    torch.set_num_threads(2)
    torch.set_default_dtype(torch.float64)
    state = torch.random.get_rng_state()
    try:
        with torch.no_grad():
            found = pitfalls.run(short, device="cpu", results=str(tmp_path)).outcome
            assert not torch.is_grad_enabled()
        assert torch.get_num_threads() == 2 and torch.get_default_dtype() is torch.float64
        assert torch.equal(state, torch.random.get_rng_state())
    finally:
        torch.set_num_threads(before[0])
        torch.set_default_dtype(before[1])
    assert found == {name: value for name, value in outcome(short).items() if name != "hits"}


def test_a_run_is_of_the_environment_that_computes_it(tmp_path, monkeypatch):
    ran = pitfalls.run(short, device="cpu", results=str(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(environment, "versions", lambda: {"torch": "9"})
        assert pitfalls.load(short.key, results=str(tmp_path)).record == ran.record, "elsewhere is better than nowhere"
        other = pitfalls.run(short, device="cpu", results=str(tmp_path))
    assert other.outcome == ran.outcome and other.record["env"]["fingerprint"] != ran.record["env"]["fingerprint"]
    assert other.ledger.find(short.key, ran.record["env"]["fingerprint"]) == ran.record, "nothing is overwritten"
    assert len(ran.ledger.environments(short.key)) == 2


def test_a_run_that_became_nan_warns_in_python(tmp_path):
    with pytest.warns(UserWarning, match="became NaN or infinite within 50 steps"):
        pitfalls.run(replace(short, encoder=Exploding(), steps=60), device="cpu", results=str(tmp_path))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_a_step_on_the_gpu_never_waits_for_the_host(task):
    trial, place = replace(short, task=task, score=None, cues=(LateralAberration(),), steps=20), torch.device("cuda")
    pictures = splits(tiny, 0, 40, 70, place).train
    trial = prepared(trial, pictures)
    path = Path(trial.task, trial.cues, trial.defenses, 0, "train", place)
    network = start(trial, path, pictures)
    train(trial, network, path, pictures)  # what is uploaded once may be
    # the end of training is a look at the loss, which may wait
    mode = lambda step, network: torch.cuda.set_sync_debug_mode("error" if 0 < step < trial.steps - 1 else "default")
    try:
        train(trial, network, path, pictures, mode)
    finally:
        torch.cuda.set_sync_debug_mode("default")
