"""The attacker of a slider finds a planted cue, and finds nothing where there is none or a defense closes it."""

from pitfalls import DropColor, Jigsaw, LateralAberration, Trial
from pitfalls.reference import FAINT
from pitfalls.teaching.attack_now import Stage, said
from pitfalls.teaching.cues import Scene

puzzle = Trial(task=Jigsaw(permutations=5), images=FAINT)


def test_a_lens_is_read_and_drop_color_closes_it():
    stage = Stage(puzzle, "channel_displacement", (320, 128))
    assert stage.reach(None).low < 0.05
    assert stage.reach(LateralAberration(2.0)).low > 0.8
    behind = stage.reach(LateralAberration(2.0), (DropColor(),))
    assert behind.low < 0.05 and "behind DropColor" in said(behind)


def test_a_scene_has_a_slider_with_its_unit_and_a_switch_a_defense():
    scene = Scene("LateralAberration", 1.0, 3.0, puzzle, "channel_displacement", {"drop_color": DropColor()})
    made = scene.play()
    assert made.controls["strength"].unit == "px" and list(made.controls) == ["strength", "drop_color"]
