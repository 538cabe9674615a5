"""Streams: keyed, rewindable, independent of one another."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.streams import Rng, key


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 300), st.integers(1, 50))
def test_a_step_has_the_same_draws_whatever_came_before(seed, step, size):
    fresh = Rng(seed, "a").at(step).uniform(size)
    used = Rng(seed, "a")
    for other in (0, 7, step + 1):
        used.at(other).uniform(size)
    assert torch.equal(fresh, used.at(step).uniform(size))


def test_purposes_seeds_steps_and_calls_differ():
    rng = Rng(0, "a")
    first, second = rng.at(0).uniform(100), rng.uniform(100)
    others = [
        second,
        rng.at(1).uniform(100),
        rng.at(64).uniform(100),
        Rng(1, "a").uniform(100),
        Rng(0, "b").uniform(100),
    ]
    assert all((first - other).abs().max() > 0.1 for other in others)


def test_two_shapes_under_one_call_number_share_no_draw():
    shapes = [(100,), (101,), (100, 1), (10, 10), (2, 50)]
    draws = [Rng(0, "a").at(3).uniform(*shape).flatten() for shape in shapes]
    every = torch.cat(draws).tolist()
    assert len(set(every)) == len(every)


def test_a_shape_that_is_asked_for_between_re_rolls_nothing():
    plain, mixed = Rng(0, "a"), Rng(0, "a")
    first = [plain.at(step).uniform(7) for step in range(3)]
    for step in (2, 0, 1):
        mixed.at(step).uniform(9)
        assert torch.equal(mixed.at(step).uniform(7), first[step])


def test_the_global_generator_is_left_alone():
    before = torch.random.get_rng_state()
    rng = Rng(0, "a")
    rng.uniform(5), rng.integers(0, 9, 5), rng.noise(4, 5)
    assert torch.equal(before, torch.random.get_rng_state())


def test_integers_cover_their_range_evenly():
    draws = Rng(0, "a").integers(-2, 3, 50_000)
    counts = torch.bincount(draws + 2)
    assert len(counts) == 5 and (counts - 10_000).abs().max() < 5 * 10_000**0.5


def test_noise_is_normal_and_differs_by_row():
    noise = Rng(0, "a").noise(64, 3, 30, 30)
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
    assert (noise[0] != noise[1]).float().mean() > 0.99


def test_keys_tell_parts_apart():
    assert key("a", "bc") != key("ab", "c")
    assert 0 <= key(1, 2, 3) < 2**32
