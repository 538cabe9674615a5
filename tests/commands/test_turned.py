"""`--dial`, `--score` and `--compare`: what is spelled, what is run, what is refused."""

import pytest

from pitfalls.commands.asked import Asked, reference
from pitfalls.commands.turned import dial_of, turned
from pitfalls.difficulty.permutations import PERMUTATIONS
from pitfalls.frozen import Refused
from pitfalls.reference import SCENES
from pitfalls.report.dose import doses
from pitfalls.report.going_on import command


def test_a_dial_is_named_or_spelled():
    assert dial_of("permutations") == ("permutations", PERMUTATIONS)
    assert dial_of("permutations=3,20")[1].values == (3, 20)
    name, dial = dial_of("cues.0.strength=0,1.5,2")
    assert (name, dial.field, dial.values) == ("strength", "cues.0.strength", (0, 1.5, 2))


REFUSED = [
    ("jigsaw", "permutatons", "there is no such dial; did you mean 'permutations'"),
    ("jigsaw", "task.permutatons=2,3", "did you mean 'permutations'"),
    ("jigsaw", "permutations=5", "should stand two values or more"),
    ("jigsaw", "grid=2,3", "turns task.grid, .* at once; leave out its values"),
    ("colorization", "bins", "SquaredError has no knob 'size'.*; add --score bins"),
    ("context", "context_distance", "no 'gap'.*; add --with gap"),
    ("jigsaw", "cues.lateral_aberration.strength=0,1", "add --plant lateral_aberration"),
]


@pytest.mark.parametrize(("task", "text", "words"), REFUSED, ids=[text for _, text, _ in REFUSED])
def test_a_dial_that_cannot_be_turned_says_what_to_write(task, text, words):
    with pytest.raises(Refused, match=words):
        turned(text, SCENES[task])


def test_a_task_is_asked_for_by_its_reference_trial():
    assert reference("rotation") == SCENES["rotation"]
    spelled = reference("jigsaw:permutations=20")
    assert spelled.task.permutations == 20 and spelled.steps == SCENES["jigsaw"].steps  # pyright: ignore


def test_a_dial_makes_an_experiment_with_a_dose():
    asked = Asked(dial="temperature=0.1,0.2,0.5")
    label, made, words = asked.arranged("contrastive", "quick", None, ())
    assert label.startswith("contrastive+dial-") and list(made.arms) == [f"temperature {t}" for t in (0.1, 0.2, 0.5)]
    assert made.dose == {"temperature 0.1": 0.1, "temperature 0.2": 0.2, "temperature 0.5": 0.5}
    assert made.contrasts[0].name == "temperature 0.2 beats temperature 0.1"
    assert [each.name for each in made.also] == ["trend"]
    plan = {"name": label, "settings": list(words), "arms": dict(made.arms), "dose": made.dose}
    assert list(doses(plan).values()) == [0.1, 0.2, 0.5]
    assert command(plan, 5) == "pitfalls run contrastive --dial=temperature=0.1,0.2,0.5 --seeds 5"


def test_a_score_stands_beside_the_natural_one_and_a_task_beside_another():
    _, made, _ = Asked(score="bins:size=20").arranged("colorization", "smoke", None, ())
    plain, bins = made.arms.values()
    assert type(bins.score).__name__ == "Bins" and plain.task == bins.task and len(made.contrasts) == 1
    _, made, _ = Asked(compare=("rotation", "context")).arranged("jigsaw", "smoke", None, ())
    assert list(made.arms) == ["jigsaw", "rotation", "context"] and len(made.contrasts) == 2
    debiased = Asked(score="debiased").toggled(SCENES["contrastive"]).score
    assert debiased.temperature == SCENES["contrastive"].score.temperature  # pyright: ignore


def test_a_cue_turned_up_has_room():
    _, made, _ = Asked(plant=("lateral_aberration=1",), dial="cues.0.strength=0,4").arranged(
        "jigsaw", "smoke", None, ()
    )
    assert [trial.cues[0].strength for trial in made.arms.values()] == [0, 4]
    assert len({trial.images for trial in made.arms.values()}) == 1


def test_an_experiment_is_not_turned():
    with pytest.raises(Refused, match="--dial turns the reference trial of a task, but aberration is an experiment"):
        Asked(dial="permutations").arranged("aberration", "quick", None, ())


def test_a_dial_is_shown_and_refused_in_one_sentence(call, tmp_path):
    picture = tmp_path / "dial.png"
    code, out, _ = call("show", "jigsaw", "--dial", "permutations=5,20", "--count", "2", "-o", picture)
    assert code == 0 and picture.is_file() and "written" in out
    code, _, told = call("show", "contrastive", "--dial", "temperature")
    assert code == 2 and "turns the score, of which a picture shows nothing" in " ".join(told.split())


def test_a_dial_runs_to_its_curve(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ["images.size=32", "images.train=64", "images.validation=40", "images.test=64", "steps=3", "batch=16"]
    words = [word for each in (*small, "reading.curve=1") for word in ("--set", each)]
    asked = ("run", "jigsaw:roam=2", "--dial", "permutations=3,5,9", "--profile", "smoke", "--seeds", "1", *words)
    code, out, told = call(*asked)
    assert code == 0, out + told
    folder = next((tmp_path / "results" / "claims").iterdir())
    assert (folder / "rows.csv").is_file() and (folder / "learning.svg").is_file()
    assert "permutations" in (folder / "figure.svg").read_text()
    assert "3 of 3 cells" in out and "0 of 3" not in call(*asked)[1]
