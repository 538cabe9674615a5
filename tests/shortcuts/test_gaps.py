"""Gap and jitter in any order and of any size: the least distance is kept, in a jigsaw and in context prediction."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.images.base import Pictures
from pitfalls.path.walk import Path
from pitfalls.shortcuts.continuity import Gap, Jitter
from pitfalls.shortcuts.mask import Mask
from pitfalls.streams import Rng
from pitfalls.tasks.context import ContextPrediction
from pitfalls.tasks.jigsaw import Jigsaw

rng = lambda: Rng(0, "gaps")
TASKS = [Jigsaw(tile=10), ContextPrediction(tile=10)]


def least(windows):
    """The least distance in px of any two windows, along the axis on which they are further apart, (B,)."""
    corner, end = windows[..., :2], windows[..., :2] + windows[..., 2:]
    apart = (corner[:, None] - end[:, :, None]).amax(-1)  # how far the second begins behind the end of the first
    apart = torch.maximum(apart, apart.mT)
    own = torch.eye(windows.shape[1], dtype=torch.bool)
    return apart.masked_fill(own, 999).amin((1, 2))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 6), st.integers(0, 6), st.booleans(), st.sampled_from(TASKS))
def test_the_least_distance_is_kept_whatever_the_order(gap, jitter, gap_first, task):
    parts = [Gap(gap), Jitter(jitter)] if gap_first else [Jitter(jitter), Gap(gap)]
    windows = task.place((96, 96), 50, Rng(1, "place"))
    for part in parts:
        windows = part.spread(windows, (96, 96), rng())
    assert (least(windows) >= gap).all()
    assert windows[..., :2].min() >= 0 and (windows[..., :2] + 10).max() <= 96


def test_jitter_alone_changes_the_distance_and_a_gap_alone_does_not():
    windows = ContextPrediction(tile=10).place((96, 96), 200, Rng(1, "place"))
    assert len((Jitter(4).spread(windows, (96, 96), rng())[:, 5, 0] - windows[:, 4, 0]).unique()) > 4
    spread = Gap(4).spread(windows, (96, 96), rng())
    assert (spread[:, 5, 0] - spread[:, 4, 0]).unique().tolist() == [14]


def test_a_masked_edge_hides_what_touching_patches_of_a_context_share():
    rows = torch.arange(64).view(1, 1, 1, 64).expand(8, 3, 64, 64).to(torch.uint8)
    task, index = ContextPrediction(roam=0), torch.arange(8)
    ask = lambda *closed: Path(task, (), closed, 0, "train").ask(Pictures(rows), index, 0)
    (plain,), answer = ask()
    (masked,), same = ask(Mask(pixels=3))
    assert torch.equal(torch.as_tensor(answer.target), torch.as_tensor(same.target))
    assert torch.equal(masked[..., 3:-3, 3:-3], plain[..., 3:-3, 3:-3])
    edge = torch.cat([masked[..., :3, :].flatten(-2), masked[..., -3:, :].flatten(-2)], -1)
    assert (edge.std(-1) < 1e-4).all()
