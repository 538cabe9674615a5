"""Every experiment that stands in the folder: it says what it expects, its arms are trials, its rows can be read."""

import ast
import json
from dataclasses import replace

import pytest

from pitfalls.experiment.find import arranged, experiments, opened
from pitfalls.experiment.plain import fullest, plan_of
from pitfalls.frozen import Refused
from pitfalls.ledger.rows import from_csv, to_csv
from pitfalls.records.record import describe, revive
from pitfalls.statistics.contrast import Contrast
from pitfalls.statistics.verdict import judge, smallest_confirmable

FILES = experiments()
KEPT = sorted(path for folder in {file.parent for file in FILES.values()} for path in folder.glob("*.csv"))


@pytest.mark.parametrize("name", FILES)
def test_it_states_its_expectations_before_any_row(name):
    told = ast.get_docstring(ast.parse(FILES[name].read_text()))
    assert "Expected before any row" in told and told.split("\n")[0].endswith("?")
    experiment = opened(FILES[name])
    assert experiment.contrasts and experiment.question
    assert 15 <= len(FILES[name].read_text().splitlines()) <= 75


@pytest.mark.parametrize("name", FILES)
def test_its_plan_is_plain_data_and_its_arms_can_be_read_back(name):
    experiment = opened(FILES[name])
    plan = json.loads(json.dumps(plan_of(experiment, name, 2, False)))
    assert len({cell["key"] for cell in plan["cells"]}) == len(plan["cells"])
    for arm, trial in experiment.arms.items():
        assert revive(describe(trial)) == trial, arm
    assert all("cannot confirm" in each["sentence"] for each in smallest_confirmable(plan))
    for profile in ("smoke", "full"):
        assert len(experiment.at(profile).arms) == len(experiment.arms)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_kept_rows_round_trip_and_still_give_a_word_for_every_contrast(path):
    text = path.read_text()
    rows = from_csv(text)
    assert to_csv(rows) == text
    plan = json.loads(path.with_suffix(".json").read_text())
    assert len(rows) == len(plan["cells"]) and not plan["exploratory"]
    words = judge(plan, rows)
    assert [each.name for each in words] == [each["name"] for each in plan["contrasts"]]
    assert path.with_suffix(".svg").is_file()


@pytest.mark.parametrize("path", [p for p in KEPT if p.stem in FILES], ids=lambda path: path.stem)
def test_kept_rows_are_those_of_the_claim_as_it_stands(path):
    """A claim that was changed after its rows were made is another claim: its rows must be made again."""
    plan = json.loads(path.with_suffix(".json").read_text())
    seeds = 1 + max(cell["seed"] for cell in plan["cells"])
    fresh = plan_of(opened(FILES[path.stem]), path.stem, seeds, False)
    kept = {(cell["arm"], cell["seed"]): cell["key"] for cell in plan["cells"]}
    assert {(cell["arm"], cell["seed"]): cell["key"] for cell in fresh["cells"]} == kept


def test_a_contrast_on_an_arm_that_is_not_there_is_refused():
    experiment = opened(FILES["aberration"])
    with pytest.raises((Refused, ValueError), match="names the arm 'missing'"):
        replace(experiment, contrasts=(Contrast("x", {"missing": 1, "clean": -1}),))


CHANGES = [
    ({"attacker": "channel_displacment"}, "did you mean 'channel_displacement'"),
    ({"outcome": "prob"}, "did you mean 'probe'"),
    ({"outcome": "hits"}, "the outcome is 'hits'"),
    ({"arms": {}}, "no arms"),
    ({"profiles": {"ful": {}}}, "did you mean 'full'"),
]


@pytest.mark.parametrize("changes,told", CHANGES, ids=[told for _, told in CHANGES])
def test_a_misspelled_part_of_a_claim_is_refused(changes, told):
    experiment = opened(FILES["aberration"])
    with pytest.raises((Refused, ValueError), match=told):
        replace(experiment, **changes)


def test_the_name_of_the_ceiling_is_kept_for_it():
    experiment = opened(FILES["aberration"])
    with pytest.raises((Refused, ValueError), match="'ceiling', which is kept"):
        replace(experiment, arms={**experiment.arms, "ceiling": experiment.arms["clean"]})


@pytest.mark.parametrize("changes", [{"stepps": 3}, {"reading": {"trian": 3}}])
def test_a_profile_that_changes_what_is_not_there_is_refused(changes):
    experiment = replace(opened(FILES["aberration"]), profiles={"smoke": changes})
    with pytest.raises(Refused, match=r"did you mean '(steps|train)'"):
        experiment.at("smoke")


def test_the_order_of_set_does_not_matter_to_the_name_of_the_rows():
    pairs = ["steps=10", "batch=20"]
    one, two = arranged("aberration", "quick", None, pairs), arranged("aberration", "quick", None, pairs[::-1])
    assert one == two and one[0] != arranged("aberration", "quick", None, pairs[:1])[0]


def test_the_picture_of_a_claim_is_named_after_what_it_shows():
    experiment = opened(FILES["aberration"])
    longer = experiment.each(lambda trial: replace(trial, steps=trial.steps + 1))
    names = {plan_of(each, "a", 1, False)["picture"] for each in (experiment, longer)}
    assert len(names) == 2 and all(name.startswith("picture-") and name.endswith(".png") for name in names)


def test_the_five_arms_and_four_words_of_law_5():
    experiment = opened(FILES["aberration"])
    assert list(experiment.arms) == ["clean", "planted", "clean+defense", "planted+defense", "sham"]
    assert [each.name for each in experiment.contrasts] == ["harm", "leak left", "price", "rescue"]
    harm, left, _, rescue = (each.terms for each in experiment.contrasts)
    assert rescue == {arm: left.get(arm, 0) - harm.get(arm, 0) for arm in rescue}


def test_the_picture_shows_the_planted_cue():
    experiment = opened(FILES["aberration"])
    assert fullest(experiment) == experiment.arms["planted+defense"]
