"""Every experiment that stands in the folder: it says what it expects, its arms are trials, its rows can be read."""

import ast
import json
from dataclasses import replace

import pytest
from torch import nn

from pitfalls.commands.intake import enough
from pitfalls.experiment.arms import ceiling, two_by_two
from pitfalls.experiment.experiment import Experiment
from pitfalls.experiment.find import arranged, experiments, opened
from pitfalls.experiment.plain import fullest, plan_of
from pitfalls.frozen import Refused, frozen
from pitfalls.images.scenes import Scenes
from pitfalls.ledger.rows import from_csv, to_csv
from pitfalls.measures.reading import Reading
from pitfalls.records.record import describe, own_files, revive
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.statistics.contrast import Contrast, four_contrasts
from pitfalls.statistics.design import smallest_confirmable
from pitfalls.statistics.verdict import judge
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

FILES = experiments()
KEPT = sorted(path for folder in {file.parent for file in FILES.values()} for path in folder.glob("*.csv"))


@pytest.mark.parametrize("name", FILES)
def test_it_states_its_expectations_before_any_row(name):
    told = ast.get_docstring(ast.parse(FILES[name].read_text()))
    assert "Expected before any row" in told and told.split("\n")[0].endswith("?")
    experiment = opened(FILES[name])
    assert experiment.contrasts and experiment.question
    assert 15 <= len(FILES[name].read_text().splitlines()) <= 95


@pytest.mark.parametrize("name", FILES)
def test_its_plan_is_plain_data_and_its_arms_can_be_read_back(name):
    experiment = opened(FILES[name])
    plan = json.loads(json.dumps(plan_of(experiment, name, 2, False)))
    assert len({cell["key"] for cell in plan["cells"]}) == len(plan["cells"])
    for arm, trial in experiment.arms.items():
        if not own_files(trial):  # a part that stands in the claim's own file is handed in again with it
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


TINY = Reading(train=40, validation=20, test=64, questions=64)
one = Trial(task=Jigsaw(roam=2), images=Scenes(size=32, train=64, validation=40, test=64), batch=16, reading=TINY)
ARMS = two_by_two(one, LateralAberration(), DropColor())
FOUR = four_contrasts(*list(ARMS)[:4], "sham", "channel_displacement")
claim = Experiment(question="Does it?", arms=ARMS, contrasts=FOUR, seeds=2)


def with_role(name, value):
    return (*FOUR[1:], replace(FOUR[0], **{name: value}))


def test_a_contrast_on_an_arm_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="names the arm 'missing'"):
        replace(claim, contrasts=(Contrast("x", {"missing": 1, "clean": -1}),))


CHANGES = [
    ({"contrasts": with_role("attacker", "channel_displacment")}, "did you mean 'channel_displacement'"),
    ({"contrasts": with_role("attacker", "border_differences")}, "'planted' is attacked by two attackers"),
    ({"contrasts": with_role("planted", "")}, "names the attacker 'channel_displacement' and no planted arm"),
    ({"contrasts": with_role("sham", "shame")}, "names the arm 'shame'"),
    ({"contrasts": with_role("name", "price")}, "two contrasts are called 'price'"),
    ({"also": (replace(FOUR[0], clean="x"),), "contrasts": FOUR[1:]}, "names the arm 'x'"),
    ({"outcome": "prob"}, "did you mean 'probe'"),
    ({"outcome": "hits"}, "the outcome is 'hits'"),
    ({"arms": {}}, "no arms"),
    ({"arms": ARMS | {"": replace(one, lr=1e-3)}}, "an arm is called ''; give it a name that can be seen"),
    ({"arms": ARMS | {"a\x1b[2Jb": replace(one, lr=1e-3)}}, "an arm is called .*; give it a name that can be seen"),
    ({"contrasts": with_role("name", "  ")}, "a contrast is called '  '; give it a name"),
    ({"arms": ARMS | {"again": ARMS["sham"]}}, "the arms 'sham' and 'again' are one trial of one key"),
    ({"profiles": {"ful": {}}}, "did you mean 'full'"),
    ({"arms": ARMS | {"ceiling": one}}, "'ceiling', which is kept"),
    ({"arms": ARMS | {"clean": replace(ARMS["planted"], seed=3)}}, "arms .clean. and .planted. are one trial"),
    ({"arms": ARMS | {"sham": replace(ARMS["sham"], precision="bf16")}}, ""),
    ({"arms": ARMS | {"clean": replace(ARMS["clean"], precision="bf16")}}, "take one precision"),
]


@pytest.mark.parametrize("changes,told", CHANGES, ids=[told for _, told in CHANGES])
def test_a_misspelled_part_of_a_claim_is_refused(changes, told):
    if not told:
        assert replace(claim, **changes).arms == changes["arms"], "no contrast sets it against another"
        return
    with pytest.raises(Refused, match=told) as refused:
        replace(claim, **changes)
    assert "\n" not in str(refused.value)


class Powered(nn.Module):
    """Two of one make that differ in a plain attribute."""

    def __init__(self, power):
        super().__init__()
        self.layer, self.power = nn.Conv2d(3, 4, 3), power

    def forward(self, x):
        return self.layer(x) ** self.power


def test_two_arms_of_one_own_net_are_refused_and_of_two_are_not():
    arms = lambda *powers: {str(k): replace(one, encoder=Powered(power)) for k, power in enumerate(powers)}
    contrast = (Contrast("power", {"0": 1, "1": -1}),)
    assert replace(claim, arms=arms(1, 3), contrasts=contrast)
    with pytest.raises(Refused, match="are one trial of one key, which is run once; change something"):
        replace(claim, arms=arms(2, 2), contrasts=contrast)


def test_an_untrained_arm_stays_so_at_every_scale():
    arms = {"taught": one, "untrained": replace(one, steps=0)}
    whole = replace(claim, arms=arms, contrasts=(Contrast("teaches", {"taught": 1, "untrained": -1}),))
    assert [trial.steps for trial in whole.at("smoke").arms.values()] == [12, 0]


def test_each_planted_arm_is_attacked_once_a_seed_and_no_other_is():
    cells = claim.cells(2)
    attacked = [(cell.arm, cell.seed) for cell in cells if cell.attack]
    assert attacked == [("planted", 0), ("planted", 1)]
    attack = next(cell.attack for cell in cells if cell.attack)
    assert attack.cues == ARMS["planted"].cues and attack.encoder.weightless and attack.images == one.images
    dose = {"lens": replace(ARMS["planted"], lr=1e-3), **ARMS}
    two = replace(FOUR[0], name="lens", terms={"lens": 1, "clean": -1}, planted="lens", attacker="ChannelSharpness")
    more = replace(claim, arms=dose, also=(two,)).cells(1)
    assert {cell.arm: type(cell.attack.encoder).__name__ for cell in more if cell.attack} == {
        "lens": "ChannelSharpness",
        "planted": "ChannelDisplacement",
    }


def test_a_bf16_claim_is_attacked_in_its_own_environment():
    cells = claim.each(lambda trial: replace(trial, precision="bf16")).cells(1)
    assert {each.precision for cell in cells for each in cell.trials().values()} == {"bf16"}


def test_a_plan_holds_what_words_are_made_of():
    also = (Contrast("beside", {"sham": 1, "clean": -1}, sign=0),)
    plan = json.loads(json.dumps(plan_of(replace(claim, also=also, ordered=True), "tiny", 2, False)))
    assert plan["schema"] == 2 and plan["ordered"] and not plan["learning"] and not plan.keys() & {"clean", "attacker"}
    harm = plan["contrasts"][0]
    assert harm == {
        "name": "harm",
        "terms": {"planted": 1.0, "clean": -1.0},
        "scale": 1.0,
        "sign": -1,
        "clean": "clean",
        "planted": "planted",
        "sham": "sham",
        "attacker": "channel_displacement",
    }
    assert plan["also"][0]["sign"] == 0 and plan["named_late"] == 0 and plan["shared"] == [] and plan["overlap"] == 0
    of = {(cell["arm"], cell["seed"]): cell for cell in plan["cells"]}
    assert {arm for (arm, _), cell in of.items() if cell["attack"]} == {"planted"} and ("ceiling", 1) in of
    assert plan["n_test"] == 64 and plan["lacking"] == "" and plan["fresh"]


def test_the_ceiling_is_told_the_label_that_is_read():
    middle = ceiling(replace(one, reading=replace(TINY, label="middle")))
    assert (middle.task.classes, middle.task.label) == (8, "middle") and ceiling(one).task.classes == 16
    assert not ceiling(one).task.gray and ceiling(replace(one, task=Colorization(), score=None)).task.gray


@frozen
class Counted(Scenes):
    """Scenes that count how often they are drawn."""

    def load(self, split, seed, count=None, device="cpu"):
        LOADS.append((split, count))
        return super().load(split, seed, count, device)


LOADS: list = []


def test_a_plan_looks_at_its_pictures_once():
    pictures = Counted(size=32, train=64, validation=40, test=63)
    counted = claim.each(lambda trial: replace(trial, images=pictures))
    LOADS.clear()
    plan_of(counted, "tiny", 5, False)
    enough(cell.trial for cell in counted.cells(5))
    assert len(LOADS) == len(set(LOADS)) <= 3


@pytest.mark.parametrize("changes", [{"stepps": 3}, {"reading": {"trian": 3}}])
def test_a_profile_that_changes_what_is_not_there_is_refused(changes):
    experiment = replace(claim, profiles={"smoke": changes})
    with pytest.raises(Refused, match=r"did you mean '(steps|train)'"):
        experiment.at("smoke")


def test_the_order_of_set_does_not_matter_to_the_name_of_the_rows():
    pairs = ["steps=10", "batch=20"]
    one, two = arranged("aberration", "quick", None, pairs), arranged("aberration", "quick", None, pairs[::-1])
    assert one == two and one[0] != arranged("aberration", "quick", None, pairs[:1])[0]


def test_the_picture_of_a_claim_is_named_after_what_it_shows():
    longer = claim.each(lambda trial: replace(trial, steps=trial.steps + 1))
    names = {plan_of(each, "a", 1, False)["picture"] for each in (claim, longer)}
    assert len(names) == 2 and all(name.startswith("picture-") and name.endswith(".png") for name in names)


def test_the_five_arms_and_four_words_of_law_5():
    assert list(claim.arms) == ["clean", "planted", "clean+defense", "planted+defense", "sham"]
    assert [each.name for each in claim.contrasts] == ["harm", "leak left", "price", "rescue"]
    harm, left, _, rescue = (each.terms for each in claim.contrasts)
    assert rescue == {arm: left.get(arm, 0) - harm.get(arm, 0) for arm in rescue}


def test_the_picture_shows_the_planted_cue():
    assert fullest(claim) == claim.arms["planted+defense"]


def test_a_plan_of_fewer_than_64_test_pictures_is_one():
    few = replace(one, images=replace(one.images, test=20), reading=replace(TINY, test=20))
    small = claim.each(lambda trial: replace(few, cues=trial.cues, defenses=trial.defenses))
    assert plan_of(small, "a", 1, False)["n_test"] == 20
