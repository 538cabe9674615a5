"""The lots that decide a split: equal contents together, train never empty, for every seed another draw."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitfalls.frozen import Refused
from pitfalls.images.split import check_shares, split_by_content

SPLITS = ("train", "validation", "test")
pictures = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=60)
share = st.sampled_from([0.0, 0.1, 0.3, 0.49])


@given(pictures, share, share, st.one_of(st.none(), st.integers(0, 2**31 - 1)))
@settings(max_examples=150, deadline=None)
def test_equal_contents_stay_together_and_every_class_is_taught(pairs, validation, test, seed):
    contents, labels = [str(content) for content, _ in pairs], [label for _, label in pairs]
    found = split_by_content(contents, labels, {"validation": validation, "test": test}, seed)
    sides = defaultdict(set)
    for content, split in zip(contents, found, strict=True):
        sides[content].add(split)
    assert all(len(side) == 1 for side in sides.values()) and set(found) <= set(SPLITS)
    stratum = {content: label for content, label in reversed(list(zip(contents, labels, strict=True)))}
    taught = {stratum[content] for content, split in zip(contents, found, strict=True) if split == "train"}
    assert taught == set(stratum.values())
    assert validation or "validation" not in found
    assert test or "test" not in found


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.integers(20, 80))
@settings(max_examples=50, deadline=None)
def test_seeds_draw_apart_and_a_newcomer_moves_next_to_nobody(one, other, count):
    contents, shares = [f"{k}" for k in range(count)], {"validation": 0.2, "test": 0.2}
    deal = lambda seed, more=0: split_by_content([*contents, *["new"] * more], [0] * (count + more), shares, seed)
    assert (deal(one) == deal(other)) == (one == other)
    assert deal(one).count("test") == round(0.2 * count)
    assert sum(a != b for a, b in zip(deal(one), deal(one, 1), strict=False)) <= 4


def test_every_picture_is_judged_on_about_as_often(count=60, seeds=200):
    contents = [f"{k}" for k in range(count)]
    judged = [0] * count
    for seed in range(seeds):
        for row, split in enumerate(split_by_content(contents, [0] * count, {"test": 0.25}, seed)):
            judged[row] += split == "test"
    spread = (seeds * 0.25 * 0.75) ** 0.5
    assert all(abs(each - 0.25 * seeds) < 4.5 * spread for each in judged)


def test_shares_that_leave_nothing_to_train_on_are_refused():
    check_shares(0.5, 0.49)
    with pytest.raises(Refused, match="validation and test take 1 of the pictures"):
        check_shares(0.5, 0.5)
