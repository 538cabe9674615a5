"""Figures: nothing lies over anything else, every seed is there, one color a meaning."""

from itertools import combinations

import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from pitfalls.report.colors import MEASURES, REFERENCES, WORDS
from pitfalls.report.dose import doses
from pitfalls.report.figures import figure, svg
from pitfalls.statistics.verdict import judge


def drawn(claim):
    page = figure(*claim)
    page.draw_without_rendering()
    return page


def texts_of(page):
    """Every text that is seen, with its box in pixels; ticks beyond the ends of an axis are not."""
    seen = [text for text in page.findobj(Text) if text.get_visible() and text.get_text().strip()]
    beyond = {id(label) for axes in page.axes for label in _beyond(axes)}
    return [(text, text.get_window_extent()) for text in seen if id(text) not in beyond]


def _beyond(axes):
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


def test_no_text_lies_on_another_or_beyond_the_page_and_all_is_readable(any_claim):
    page = drawn(any_claim)
    found = texts_of(page)
    for (one, first), (other, second) in combinations(found, 2):
        assert not first.padded(-1).overlaps(second.padded(-1)), (one.get_text(), other.get_text())
    for text, box in found:
        assert text.get_fontsize() >= 8, text.get_text()
        assert box.x0 >= 0 and box.x1 <= page.bbox.x1 and box.y0 >= 0 and box.y1 <= page.bbox.y1, text.get_text()


def test_neither_the_legend_nor_a_word_lies_over_data(any_claim):
    page = drawn(any_claim)
    (legend,) = page.legends
    box = legend.get_window_extent()
    assert not any(axes.get_legend() for axes in page.axes)
    assert not any(box.overlaps(axes.get_window_extent()) for axes in page.axes)
    assert box.x0 >= 0 and box.x1 <= page.bbox.x1
    last = page.axes[-1]
    words = [text for text in last.texts if text.get_text().strip() in WORDS]
    assert len(words) == len(any_claim[0]["contrasts"])
    assert all(text.get_window_extent().x0 >= last.get_window_extent().x1 for text in last.texts)


def dots(axes, name, color):
    return sum(
        len(line.get_xdata())
        for line in axes.get_lines()
        if line.get_marker() == "." and to_hex(line.get_color()) == color
    )


@pytest.mark.parametrize("name", ["proxy", "proxy_removed", "attack", "probe", "knn"])
def test_every_seed_is_a_point_in_the_color_of_its_meaning(any_claim, name):
    plan, rows = any_claim
    page = drawn(any_claim)
    has = sum(row.get(name) is not None for row in rows if row["arm"] in plan["arms"])
    if doses(plan) and name == "proxy_removed":
        has = 0
    assert sum(dots(axes, name, MEASURES[name]) for axes in page.axes[:-1]) == has


def test_every_effect_of_a_seed_is_a_point_beside_its_interval(claim):
    last = drawn(claim).axes[-1]
    points = [line for line in last.get_lines() if line.get_marker() == "."]
    assert [len(line.get_xdata()) for line in points] == [5] * 4
    for place, line in enumerate(points):
        assert all(place < y < place + 0.5 for y in line.get_ydata())


def test_the_levels_of_the_intervals_and_the_band_are_named(claim):
    plan, rows = claim
    page = drawn(claim)
    told = "\n".join(text.get_text() for text in page.axes[-1].texts)
    for each in judge(plan, rows):
        assert f"at {100 * each.effect.level:.4g} %, 5 seeds" in told
    assert all("95 % intervals" in axes.get_xlabel() for axes in page.axes[:2])
    labels = [text.get_text() for text in page.legends[0].get_texts()]
    assert "within ±3 points of probe: too small to count" in labels and "one seed" in labels
    assert {"floor (untrained)", "ceiling (told the labels)", "chance"} <= set(labels)


def test_runs_that_learned_or_failed_and_what_is_beyond_the_floor_are_told(fails):
    page = drawn(fails)
    labels = [text.get_text() for text in page.axes[0].get_yticklabels()]
    assert labels[1] == "planted\nlearned 8 of 8, 2 failed" and labels[2] == "sham\nlearned 6 of 10"
    told = [text.get_text() for text in page.axes[1].texts]
    assert told[0] == "over floor" and len(told) == 6 and all(each.startswith("+") for each in told[1:])


def test_a_word_has_no_color_of_a_measure():
    colors = [*MEASURES.values(), *WORDS.values(), *set(REFERENCES.values())]
    assert len(set(colors)) == len(colors)


def test_doses_are_told_by_the_plan_or_by_names_of_one_beginning(doses, sham_and_doses, claim):
    from pitfalls.report.dose import doses as doses_of

    assert list(doses_of(doses[0]).values()) == [0, 0.25, 0.5, 1, 2]
    assert doses_of(claim[0]) == {}
    assert list(doses_of(sham_and_doses[0])) == list(doses_of(doses[0]))
    mixed = {"arms": dict.fromkeys(("none", "shift 1 px", "shift 2 px", "shift 3 px"))}
    assert doses_of(mixed) == {} and doses_of({"arms": dict.fromkeys(("1 px", "2 px", "shift 3 px"))}) == {}
    assert doses_of({"arms": dict.fromkeys(("1 px", "2 px"))}) == {}


def test_curves_rise_with_the_dose_and_join_no_other_arm(sham_and_doses):
    axes = drawn(sham_and_doses).axes[0]
    for name in ("attack", "proxy", "probe", "knn"):
        own = [line for line in axes.get_lines() if to_hex(line.get_color()) == MEASURES[name]]
        (curve,) = [line for line in own if line.get_marker() == "None" and len(line.get_xdata()) == 5]
        assert list(curve.get_xdata()) == sorted(curve.get_xdata())
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert [tick.split("\n")[0] for tick in ticks] == ["0", "0.25", "0.5", "1", "2", "sham"]
    assert all(tick.split("\n")[1] == "10 of 10" and tick.split("\n")[2].startswith("+") for tick in ticks)


def test_one_claim_gives_the_same_svg_always(claim):
    assert svg(figure(*claim)) == svg(figure(*claim))
