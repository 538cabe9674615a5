"""Tables of a claim, in a terminal of any width."""

import pytest
from rich.console import Console

from pitfalls.report.shown import show
from pitfalls.report.tables import beside, layers, over_floors, summary
from pitfalls.statistics.verdict import judge


def lines_of(lines):
    """Each line by its first cell, as a dictionary by head."""
    return {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}


def shown(plan, rows, width=200):
    console = Console(width=width)
    with console.capture() as out:
        show(plan, rows, console)
    return out.get()


def with_more(rows):
    more = {"layers": [0.4, 0.5], "floor_layers": [0.3, 0.4], "probe_1": 0.3, "probe_10": 0.5, "logistic": 0.7}
    return [row | more if row["arm"] != "ceiling" else row for row in rows]


def test_every_reading_stands_in_the_line_of_its_arm(claim):
    rows = with_more(claim[1])
    assert summary(rows)[0] == [
        *("arm", "runs", "learned", "proxy", "cue removed", "cue reversed", "chance", "probe", "over floor"),
        *("kNN", "2nd probe", "logistic probe", "10 % probe", "1 % probe", "attacker"),
    ]
    found = lines_of(summary(rows))
    planted = found["planted"]
    assert (planted["runs"], planted["learned"], planted["chance"]) == ("5/5", "5 of 5", "2.0")
    assert planted["cue reversed"].startswith("5.0 ±") and planted["attacker"].startswith("97.0 ±")
    assert found["clean"]["attacker"] == "" and found["clean"]["1 % probe"].startswith("30.0")
    difference = float(planted["probe"].split()[0]) - float(found["floor (untrained)"]["probe"].split()[0])
    assert float(planted["over floor"].split()[0]) == pytest.approx(difference, abs=0.11)
    ceiling = found["ceiling"]
    assert ceiling["probe"].startswith("95.0") and ceiling["runs"] == "3/3"
    assert ceiling["proxy"] == ceiling["learned"] == ceiling["chance"] == ceiling["over floor"] == ""


def test_what_is_beyond_the_floor_is_of_the_outcome_that_decides(claim):
    rows, at = claim[1], lambda outcome: summary(claim[1], outcome)[0].index("over floor")
    heads = summary(rows)[0]
    assert at("probe") == at("proxy") == heads.index("probe") + 1
    assert summary(rows, "knn")[0].index("kNN") + 1 == at("knn")


def test_runs_that_failed_or_learned_nothing_are_counted(fails):
    found = lines_of(summary(fails[1]))
    assert (found["planted"]["runs"], found["planted"]["learned"]) == ("8/10", "8 of 8")
    assert (found["sham"]["runs"], found["sham"]["learned"]) == ("10/10", "6 of 10")


def test_layers_have_a_table_where_they_were_read(claim):
    assert layers(claim[1]) == []
    table = layers(with_more(claim[1]))
    assert table[0] == ["arm", "layer 1", "layer 2"]
    assert table[1][1].startswith("40.0") and table[-1][0] == "floor (untrained)" and table[-1][2].startswith("40.0")


def test_a_scale_divides_every_outcome_and_the_sham_takes_the_place_of_the_clean_arm(claim):
    plan, rows = claim
    harm = plan["contrasts"][0]
    halved = plan | {"contrasts": [harm, harm | {"name": "half", "scale": 2.0}]}
    found = lines_of(beside(halved, rows))
    figure_of = lambda name, head: float(found[name][head].split()[0])
    for head in ("proxy", "probe", "kNN", "2nd probe"):
        assert figure_of("half", head) == pytest.approx(figure_of("harm", head) / 2, abs=0.06)
    arms = lines_of(summary(rows))
    against = float(arms["planted"]["probe"].split()[0]) - float(arms["sham"]["probe"].split()[0])
    assert figure_of("harm, against the sham", "probe") == pytest.approx(against, abs=0.11)
    assert "price, against the sham" not in lines_of(beside(plan, rows))


def test_beside_each_word_stands_what_is_beyond_the_floor(claim):
    judged = judge(*claim)[0]
    assert over_floors(judged).startswith("planted +24.") and ", clean +3" in over_floors(judged)
    assert f"over their untrained nets: {over_floors(judged)}" in shown(*claim)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_nothing_is_cut_at_any_width(claim, width):
    plan, rows = claim[0], with_more(claim[1])
    out = shown(plan, rows, width)
    words = {
        word for line in summary(rows) + beside(plan, rows) + layers(rows) for cell in line for word in cell.split()
    }
    assert words <= set(out.split()) and "…" not in out
    assert max(map(len, out.splitlines())) <= width


def test_the_attackers_of_all_contrasts_are_named(claim):
    plan, rows = claim
    other = {"name": "more", "terms": {"sham": 1, "clean": -1}, "sign": 0, "attacker": "border_differences"}
    told = " ".join(shown(plan | {"also": [other]}, rows).split())
    assert "channel_displacement, border_differences alone at the proxy task" in told
    bare = [each | {"attacker": ""} for each in plan["contrasts"]]
    assert "alone at the proxy task" not in " ".join(shown(plan | {"contrasts": bare}, rows).split())
