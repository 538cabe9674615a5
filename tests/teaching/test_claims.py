"""The committed claims: every row is the trial that its claim holds, and can be had again."""

import pytest

from pitfalls.refused import Refused
from pitfalls.teaching.browser import Browser, page, row_page
from pitfalls.teaching.claims import among, committed, names
from pitfalls.teaching.plane import marks, plane


def test_all_committed_claims_are_listed_and_found_by_pitfall_and_task():
    assert {"aberration", "aa", "reference_scenes"} <= set(names())
    assert "aberration" in [each.name for each in among("shortcuts", "Jigsaw")]
    assert not among("shortcuts", "Naming")
    assert "aberration (shortcuts; Jigsaw): 50 seeds" in repr(Browser())


def test_the_trial_of_a_row_has_its_key():
    kept = committed("aberration")
    for arm in kept.finding.claim["arms"]:
        assert kept.trial(arm, 3).key == kept.row(arm, 3)["key"]
    with pytest.raises(Refused, match="no row of 'planted' at seed 99"):
        kept.trial("planted", 99)
    with pytest.raises(Refused, match=r"no rows of a claim 'aberation' are committed.*aberration"):
        committed("aberation")


def test_a_change_within_an_arm_is_paired_by_seed():
    found = committed("aberration").change("planted", "proxy", "proxy_reversed")
    assert found.pairs == 50 and found.high < -0.99


def test_pages_hold_the_figure_the_words_and_the_row():
    kept = committed("aberration")
    assert "<svg" in page(kept) and "harm holds" in page(kept)
    shown = row_page(kept, "planted", 0)
    assert "proxy 99.7 %" in shown and "LateralAberration" in shown and "steps=400" in shown


def test_the_plane_tells_of_the_mark_that_is_chosen():
    found = marks([committed("aberration")])
    assert [name for name, *_ in found] == [f"aberration: {each}" for each in ("harm", "rescue", "price", "leak left")]
    assert "signature of a shortcut" in repr(plane(found, "aberration: harm"))


def test_the_menus_open_on_a_claim_and_a_row_and_follow_each_other(monkeypatch):
    ipy = pytest.importorskip("ipywidgets")
    monkeypatch.setattr("pitfalls.teaching.browser.widgets", lambda: ipy)
    top, name, shown, below, row = Browser()._widget().children
    assert name.value == "aa" and "<svg" in shown.value and "seed 0" in row.value
    name.value = "crop_colors"
    assert below.children[0].value == "crops" and "<b>crops, seed 0</b>" in row.value
    top.children[0].value = "reference"
    assert name.options == ("reference_scenes",)
