"""A trial leaves the process as it found it, and finds it as every trial does."""

import pytest
import torch

from pitfalls.frozen import Refused
from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.tasks.rotation import Rotation
from pitfalls.training.outcome import run_trial
from pitfalls.training.place import alone, device_named
from pitfalls.trial import Trial

tiny = Scenes(size=32, margin=6, train=40, validation=20, test=64)
short = Trial(task=Rotation(), images=tiny, steps=2, batch=8, reading=Reading(questions=64))


def state():
    """All that a trial may touch and has to put back."""
    cudnn = torch.backends.cudnn
    return {
        "threads": torch.get_num_threads(),
        "dtype": torch.get_default_dtype(),
        "gradients": torch.is_grad_enabled(),
        "inference": torch.is_inference_mode_enabled(),
        "deterministic": cudnn.deterministic,
        "benchmark": cudnn.benchmark,
        "generator": torch.random.get_rng_state().tolist(),
    }


@pytest.fixture
def unusual():
    """A caller with settings of its own: two threads, double precision, cudnn as it likes."""
    cudnn = torch.backends.cudnn
    before = torch.get_num_threads(), torch.get_default_dtype(), cudnn.deterministic, cudnn.benchmark
    torch.set_num_threads(2)
    torch.set_default_dtype(torch.float64)
    cudnn.deterministic, cudnn.benchmark = False, True
    yield
    torch.set_num_threads(before[0])
    torch.set_default_dtype(before[1])
    cudnn.deterministic, cudnn.benchmark = before[2:]


@pytest.mark.parametrize("mode", [torch.enable_grad, torch.no_grad, torch.inference_mode])
def test_the_callers_settings_are_restored_and_not_used(unusual, mode):
    cudnn = torch.backends.cudnn
    with mode():
        before = state()
        with alone(torch.device("cpu"), 3):
            assert torch.get_num_threads() == 1 and torch.get_default_dtype() == torch.float32
            assert torch.is_grad_enabled() and not torch.is_inference_mode_enabled()
            assert cudnn.deterministic and not cudnn.benchmark
            first = torch.rand(3)
        assert state() == before
        with alone(torch.device("cpu"), 3):
            assert torch.equal(torch.rand(3), first)


@pytest.mark.parametrize("mode", [torch.enable_grad, torch.no_grad, torch.inference_mode])
def test_they_are_restored_where_something_was_refused(unusual, mode):
    with mode():
        before = state()
        with pytest.raises(Refused, match="in between"), alone(torch.device("cpu"), 0):
            torch.set_default_dtype(torch.float16)
            raise Refused("in between")
        assert state() == before


def test_a_whole_trial_restores_them_whether_it_ends_or_is_refused(unusual):
    with torch.no_grad():
        before = state()
        assert run_trial(short)[0]["status"] == "ok"
        assert state() == before
        with pytest.raises(Refused, match="40 images, but a batch takes 64"):
            run_trial(Trial(task=Rotation(), images=tiny, batch=64))
        assert state() == before


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, lambda: torch.autocast("cpu", torch.bfloat16)])
def test_a_trial_is_the_same_whatever_the_caller_has_set(unusual, mode):
    planted = Trial(
        task=Rotation(), images=tiny, steps=2, batch=8, reading=Reading(questions=64), cues=(LateralAberration(),)
    )
    with mode():
        found = run_trial(planted)[0]
    with alone(torch.device("cpu"), 9):
        wanted = run_trial(planted)[0]
    assert found["outcome"] == wanted["outcome"] and found["env"] == wanted["env"]


def test_devices_are_named_and_unknown_ones_refused():
    assert device_named("cpu") == torch.device("cpu")
    assert device_named("auto").type in ("cuda", "mps", "cpu")
    with pytest.raises(Refused, match="device is 'gpu', but it should be auto, cpu, cuda or mps"):
        device_named("gpu")
    if not torch.cuda.is_available():
        with pytest.raises(Refused, match="device is 'cuda', but this machine has none; it has: cpu"):
            device_named("cuda")
