"""The audit as a whole: a planted cue is found and closed, none is found where none is, and all of it is told."""

import json
import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import torch

import pitfalls
from pitfalls.audit import able, auditing, control, remedies
from pitfalls.audit.attack import attackers
from pitfalls.audit.auditing import Audit
from pitfalls.audit.control import Inside, on_scenes
from pitfalls.audit.costs import cost
from pitfalls.audit.finding import GRAVITY, MEANING, Finding
from pitfalls.audit.giveaways import giveaways, png
from pitfalls.audit.reading import read, turns
from pitfalls.audit.verdict import as_data, closing, headline, verdict
from pitfalls.commands import audit as command
from pitfalls.commands import drawing
from pitfalls.images.scenes import Scenes
from pitfalls.report.audit_page import page
from pitfalls.shortcuts.aberration import LateralAberration
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.tasks.rotation import Rotation
from pitfalls.trial import Trial

FEW = ("BorderDifferences", "ChannelDisplacement", "TileStatistics")
SCENES = Scenes(size=48, train=160, test=100, saturation=0.1)
PUZZLE = Trial(task=Jigsaw(permutations=6, tile=10, roam=2), images=SCENES, seed=1000)
LENS = LateralAberration(1.5)
every_defense = remedies.defenses


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Three attackers, three defenses and some hundreds of questions."""
    every = attackers()
    monkeypatch.setattr(able, "attackers", lambda: {name: every[name] for name in FEW})
    monkeypatch.setattr(remedies, "defenses", lambda: [DropColor(), Gap(3)])
    monkeypatch.setattr(control, "SCENES", 160)


def done(trial, **given):
    found = Audit(trial, counts=(400, 250), **given)
    list(found.steps())
    assert found.finished
    return found


@pytest.fixture(scope="module")
def held():
    return {}


def planted(held):
    if "planted" not in held:
        held["planted"] = done(replace(PUZZLE, cues=(LENS,), defenses=(Gap(4),)))
    return held["planted"]


def test_a_planted_lens_is_found_and_what_closes_it(held):
    found = planted(held)
    assert [each.attacker for each in found.leaks] == ["ChannelDisplacement"]
    leak = found.leaks[0]
    assert leak.low > 0.5 and abs(leak.control or 0) < 0.2
    (best, rest), *_ = closing(found, leak)
    assert best.behind == "DropColor" and rest < 0.25
    (told,) = [each for each in verdict(found) if each.gravity == "leak"]
    assert "--with drop_color" in told.advice and headline(found).startswith("It leaks: Channel displacement")
    assert found.costs["DropColor"]["color"] < 0.3 and found.costs["DropColor"]["detail"] > 0.7
    assert found.fails(above=0.3) and not found.fails(above=0.999)


def test_touching_tiles_leak_by_their_borders_and_a_gap_closes_it():
    touching = done(replace(PUZZLE, defenses=()), seek=False)
    assert [each.attacker for each in touching.leaks] == ["BorderDifferences"]
    apart = done(replace(PUZZLE, defenses=(Gap(4),)), seek=False)
    assert not apart.leaks and not apart.fails(above=0)
    assert any("closed by Gap" in each.told for each in verdict(apart))
    shades = next(each for each in apart.left if each.attacker == "TileStatistics")
    assert shades.works and not shades.leaks  # an easy way, which the control goes too
    assert any(each.gravity == "easy" for each in verdict(apart))


def test_content_is_no_leak_of_pictures_of_the_world():
    pixels = SCENES.load("train", 1000).pixels[..., 6:-6, 6:-6].contiguous()
    found = done(replace(PUZZLE, images=pixels, defenses=(Gap(4),)), seek=False)
    assert not found.leaks
    assert next(each for each in found.left if each.attacker == "TileStatistics").bound is None


def test_an_audit_can_be_stopped_between_two_things_and_keeps_what_was_found():
    found = Audit(PUZZLE, counts=(200, 100))
    steps: Any = found.steps()
    first = next(steps)
    steps.close()
    assert not found.finished and (found.findings + found.reaches)[0] == first
    assert "stopped before its end" in headline(found) and as_data(found)["finished"] is False


def test_two_audits_of_one_seed_agree():
    one, other = (done(replace(PUZZLE, defenses=()), seek=False) for _ in range(2))
    assert one.reaches == other.reaches and one.findings == other.findings


def test_all_is_told_as_data_and_as_one_page(held):
    found = planted(held)
    data = json.loads(json.dumps(as_data(found)))
    assert set(data) >= {"headline", "verdict", "cues_alone", "costs", "tried", "ceiling", "finished"}
    (shown, *_) = giveaways(found, found.leaks[0])
    assert shown.shape == (9, 3, 10, 10) and shown.min() >= 0 and shown.max() <= 1
    text = page(data, MEANING, {"ChannelDisplacement": [png(shown[0])]}, "pitfalls audit jigsaw")
    assert not re.search(r"(src|href)=(?!.?data:)|https?://|<script", text)
    assert "viewport" in text and text.count("<img alt=") == 1 and "drop color" not in text.split("<h1>")[0]
    assert set(MEANING) == set(GRAVITY)


def test_a_page_escapes_what_it_is_told():
    found = Audit(PUZZLE)
    found.findings.append(Finding("x", "broken", "<b>\x1b[2J & more.", "<i>"))
    text = page(as_data(found), MEANING, {}, "<line>")
    assert "<b>\x1b" not in text and "&lt;b&gt;" in text and "<line>" not in text and "<i>" not in text


def test_a_control_has_no_cue_and_other_scenes():
    control = on_scenes(PUZZLE)
    assert control.seed != PUZZLE.seed and control.task == PUZZLE.task
    assert isinstance(control.images, Scenes) and control.images.saturation == 0.1
    world = replace(PUZZLE, images=torch.arange(60 * 3 * 48 * 48).view(60, 3, 48, 48).remainder(251).to(torch.uint8))
    assert isinstance(on_scenes(world).images, Scenes) and on_scenes(world).images.size == 48


def test_the_inside_of_views_knows_no_border():
    reader = pitfalls.BorderDifferences()
    views = torch.rand(2, 4, 3, 12, 12, generator=torch.manual_seed(0))
    inside = Inside(reader)
    framed = views.clone()
    framed[..., :2, :], framed[..., -2:] = 0, 1
    assert torch.equal(read(inside, views, False), read(inside, framed, False))
    assert not torch.equal(read(reader, views, False), read(reader, framed, False))


def test_no_picture_comes_twice_before_all_have_come():
    batches = list(turns(150, 300, 0, "fit"))
    assert {len(each) for each in batches} == {64}
    assert len(torch.cat(batches[:2]).unique()) == 128


def test_every_defense_that_needs_no_knob_is_tried():
    names = {type(each).__name__ for each in every_defense()}
    assert {"DropColor", "Gap", "Normalize", "Jitter"} <= names


def test_a_defense_of_windows_takes_neither_color_nor_detail():
    trial = replace(PUZZLE, defenses=(Gap(3), DropColor()))
    pictures = SCENES.load("test", 1000)
    assert cost(trial, Gap(3), pictures) == {}
    assert set(cost(trial, DropColor(), pictures)) == {"color", "detail"}


def test_from_python_it_takes_a_task_and_pictures(monkeypatch):
    monkeypatch.setattr(auditing, "Audit", partial(Audit, counts=(128, 64), seek=False))
    found = pitfalls.audit(Rotation(), images=SCENES, defenses=(DropColor(),), seed=1000)
    assert found.finished and not found.fails(above=0.2) and "No leak was found behind DropColor" in repr(found)


BROKEN = """from pitfalls import Rotation, frozen


@frozen
class Turned(Rotation):
    def pose(self, patches, rng):
        return (patches,), super().pose(patches, rng)[1]
"""


def test_the_command_says_it_writes_it_and_fails_where_it_should(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "Audit", partial(Audit, counts=(128, 64), seek=False))
    monkeypatch.setattr(drawing, "Scenes", partial(Scenes, size=32, train=80, test=70))
    code, told, _ = call("audit", "rotation", "--fail-above", "0.5", "--page", "a.html")
    assert code == 0 and "No leak was found" in told and "a.html written" in told
    assert (tmp_path / "a.html").read_text().startswith("<!DOCTYPE html>")
    (tmp_path / "mine.py").write_text(BROKEN)
    code, told, _ = call("audit", "mine.py:Turned", "--json", "--fail-above", "0.5")
    assert code == 1 and json.loads(told)["verdict"][0]["gravity"] == "broken"
    code, _, told = call("audit", "rotation", "--page", "a.txt")
    assert code == 2 and "should end on .html" in told
