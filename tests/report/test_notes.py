"""What is said of a claim beside its numbers."""

from pitfalls.report.notes import notes


def test_a_claim_that_says_nothing_odd_has_no_notes(claim):
    assert notes(*claim) == []


def test_a_claim_younger_than_its_rows_and_shared_rows_are_told(claim):
    plan, rows = claim
    told = notes(plan | {"named_late": 25, "shared": ["aberration_dose", "seam"]}, rows)
    assert told == [
        "This claim was named when 25 of its rows existed already.",
        "Rows are shared with aberration_dose, seam: one finding, not several.",
    ]


def test_references_without_room_are_told_but_not_of_a_proxy(claim):
    plan, rows = claim
    low = [row | {"probe": 0.5} if row["arm"] == "ceiling" else row for row in rows]
    assert "lies below 'clean'" in notes(plan, low)[0]
    full = [row | {"floor_probe": 0.99} for row in rows]
    assert "99.0 % already" in notes(plan, full)[0]
    for outcome in ("proxy", "proxy_removed"):
        poor = [row | {outcome: 0.1} if row["arm"] == "ceiling" else row for row in rows]
        assert notes(plan | {"outcome": outcome}, poor) == []


def test_a_mixture_is_told_once(claim):
    plan, rows = claim
    two = [row | {"probe": 0.8 if row["seed"] < 2 else 0.5} if row["arm"] == "planted" else row for row in rows]
    assert notes(plan, two) == [], "the sentence of the contrast says it"
    beside = plan["contrasts"][0] | {"name": "the same"}
    (told,) = notes(plan | {"also": [beside]}, two)
    assert told.startswith("Of the same: it is a mixture: 3 of 5 seeds")


def test_cues_of_any_clean_arm_are_meant_to_do_nothing(claim):
    plan, rows = claim
    cue = {"type": "pitfalls.shortcuts.x:Cue", "fields": {"strength": 0.0}}
    plan = plan | {"arms": plan["arms"] | {"clean": {"fields": {"cues": [cue]}}}}
    told = [rows[0] | {"warnings": ["Cue(strength=0.0) changes nothing."]}]
    told += [rows[1] | {"warnings": ["Cue(strength=1.0) changes nothing."]}]
    assert notes(plan, told) == ["Note on planted: Cue(strength=1.0) changes nothing."]
    bare = [each | {"clean": ""} for each in plan["contrasts"]]
    assert len(notes(plan | {"contrasts": bare}, told)) == 2
