# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 5. Reading features
#
# **Goal.** Know six ways to ask what a network has learned, what each says, and how each can fool you.
# **Time.** Twenty minutes of reading, one to two minutes of computing. **You need** notebook 1.
#
# A network turns a picture into *features*: here 1024 numbers, the last map of the net, averaged to 4 x 4 cells. The
# question is what they know. Nothing can be read off them by eye; each measure below is another way to ask.

# %%
import torch

import pitfalls
from pitfalls import replace
from pitfalls.measures.decodability import decodability
from pitfalls.measures.rank import effective_rank
from pitfalls.reference import SCENES
from pitfalls.statistics.effects import effect
from pitfalls.teaching.bars import bars, of
from pitfalls.teaching.claims import committed
from pitfalls.teaching.live import Choice, live
from pitfalls.teaching.pace import paced
from pitfalls.teaching.prediction import predict
from pitfalls.teaching.schooled import school

claim = committed("reference_scenes")
TASKS = ("jigsaw", "context", "rotation", "contrastive", "colorization")
pitfalls.show(SCENES["jigsaw"], images=4)

# %% [markdown]
# ## The probe, and the floor under it
#
# The *probe* is one matrix on the frozen features, fitted to name the species of a picture (20 species; a blind guess
# is right in 5 %). **Predict:** how many percent does it get on a network that was *never trained*?

# %%
random_weights = predict("the probe of an untrained network is right in ... %", low=0, high=100)
random_weights

# %%
random_weights.reveal(claim.mean("untrained"))

# %%
floor = claim.mean("untrained").estimate
probes = {task: of(claim.mean(task)) for task in TASKS} | {"told the labels": of(claim.mean("supervised"))}
bars("The probe, 10 seeds an arm", probes, {"blind guess": 0.05, "floor": floor})

# %%
assert floor > 5 * 0.05  # random features know a lot
assert all(claim.mean(task).low > floor for task in TASKS)
assert all(claim.mean(task).high < claim.mean("supervised").low for task in TASKS)

# %% [markdown]
# A random network is a random filter bank, and 1024 random filters say a lot about a picture. So a probe of 40 % is
# not "eight times better than chance"; it is what you get for nothing. What training *added* is what lies above the
# floor; what there is to be had is what lies below the *ceiling*, the same network told the labels.
#
# **How the probe can fool you, 1: the floor is another one.** Colorization is shown gray pictures in which the parts'
# brightness follows their kind. Its floor is higher. Which task adds most?

# %%
added = {
    task: of(
        effect(claim.finding.rows, {task: 1, "untrained, gray" if task == "colorization" else "untrained": -1}, "probe")
    )
    for task in TASKS
}
bars("What training added to its own floor, points of the probe", added, unit="points")

# %%
best, most = max(TASKS, key=lambda task: probes[task][0]), max(TASKS, key=lambda task: added[task][0])
print(f"highest probe: {best}; most added: {most}")
assert best != most  # the order by the bare probe is not the order by what was learned

# %% [markdown]
# **How the probe can fool you, 2: it may lie below the floor.** In the claim `crop_colors` a network learned to tell
# which two crops are of one picture, almost without a mistake. **Predict** its probe, against that before training.

# %%
crops_added = predict("training changed the probe of this network by ... points", low=-50, high=50)
crops_added

# %%
crops = committed("crop_colors")
crops_added.reveal(crops.change("crops", "floor_probe", "probe"))

# %%
told = {"its own task": of(crops.mean("crops", "proxy")), "the probe": of(crops.mean("crops"))}
bars("Crops without color distortion", told, {"floor": crops.mean("crops", "floor_probe").estimate})

# %%
assert crops.mean("crops", "proxy").low > 0.95
assert crops.change("crops", "floor_probe", "probe").high < 0  # worse than never trained

# %% [markdown]
# It had found that crops of one picture have the same colors, and it threw away everything else. Without the floor
# beside it, a probe of four times chance would pass for learning.
#
# ## Nearest neighbors
#
# *kNN* fits nothing: a picture is named after the twenty most similar ones. It asks whether the features are
# *arranged* by species; the probe only asks whether species *can be found* in them, in some direction.

# %%
MEASURES = {"probe": "probe", "kNN": "knn", "probe on a tenth of the labels": "probe_10", "on a hundredth": "probe_1"}


def by(measure):
    named = MEASURES[measure]
    found = {task: of(claim.mean(task, named)) for task in (*TASKS, "supervised")}
    return bars(f"{measure}, 10 seeds an arm", found, {"floor": claim.mean("untrained", named).estimate})


live(by, measure=Choice("kNN", tuple(MEASURES)))

# %%
order = lambda measure: sorted(TASKS, key=lambda task: -claim.mean(task, measure).estimate)
print(f"by the probe: {', '.join(order('probe'))}\nby kNN:       {', '.join(order('knn'))}")
assert order("probe")[0] != order("knn")[0]

# %% [markdown]
# The two disagree on who is best. Neither is wrong: they ask different questions. Whoever chooses the measure *after*
# seeing both, chooses the winner.
#
# ## Few labels
#
# "With a hundredth of the labels our features are *twice* as good!" The fewer labels, the lower the floor, and the
# larger any *ratio* to it. For rotation, times the floor:

# %%
ratio = {
    told: claim.mean("rotation", named).estimate / claim.mean("untrained", named).estimate
    for told, named in (("all labels", "probe"), ("a tenth", "probe_10"))
}
for told, times in ratio.items():
    print(f"{told}: {times:.2f} times the floor")
points = {
    named: effect(claim.finding.rows, {"rotation": 1, "untrained": -1}, named)
    for named in ("probe", "probe_10", "probe_1")
}
for named, found in points.items():
    print(f"{named}: {100 * found.estimate:+.1f} points over the floor")

# %%
assert ratio["a tenth"] > 1.3 * ratio["all labels"]  # looks better ...
assert points["probe_10"].estimate < points["probe"].estimate  # ... while in points less was added

# %% [markdown]
# The ratio grows and the points shrink: the same networks, and two headlines. The lab names its unit, points, and its
# number of labels, all, before any row. (It learned this the hard way: an early build read its probes from some 700
# labels, and effects came out half as large again.)
#
# ## A label that leaves no room
#
# The floor may be so high that nothing can be seen above it. Let us ask an *untrained* network for things that are no
# species: how bright is the ground, how far does the figure lean, how large is it? *Decodability* is the share of
# a number's variation that a straight line finds in the features: 100 % is all of it, 0 nothing.

# %%
small = replace(SCENES["jigsaw"].images, train=paced(2000, 800), validation=300, test=paced(1000, 500))
trial = replace(SCENES["contrastive"], images=small, defenses=(), steps=0)
untrained = school(trial)
sets = {split: small.load(split, 0) for split in ("train", "validation", "test")}
features = {split: untrained.features(pictures) for split, pictures in sets.items()}


def numbers(pictures):
    known = pictures.factors
    lean = torch.atan2(known["sin"], known["cos"]).mean(1)
    named = {"brightness of the ground": known["ground"].mean(1), "lean of the figure": lean}
    return named | {"size of the middle part": known["radius"][:, 0], "hue of the middle part": known["hue"][:, 0]}


def told_by(features):
    splits = [(features[each], torch.stack(list(numbers(sets[each]).values()), 1)) for each in sets]
    return dict(zip(numbers(sets["test"]), decodability(*splits).clamp(min=0).tolist(), strict=True))


known_before = told_by(features)
bars("What a line finds in the features of an untrained network", known_before)

# %%
assert known_before["brightness of the ground"] > 0.95  # nothing left to learn
assert max(told for name, told in known_before.items() if "ground" not in name) < 0.9  # room above the others

# %% [markdown]
# Random weights tell the brightness of the ground perfectly. Had we chosen that as our label, every task, good or
# bad, would have scored the same, and "no effect of anything" would have been the finding: a *saturated floor*. It
# happened in this lab too.
#
# ## Rank
#
# The *effective rank* counts how many directions the features spread over. A low rank is a warning: the network says
# the same of all pictures (*collapse*). **But**: does a high rank mean that it learned much? We train a network on
# crops without color distortion for a moment, and compare.

# %%
trained = school(replace(trial, steps=paced(200, 50)))
after = {split: trained.features(pictures) for split, pictures in sets.items()}
ranks = {"untrained": effective_rank(features["test"]), "trained on crops": effective_rank(after["test"])}
for told, rank in ranks.items():
    print(f"{told}: effective rank {rank:.0f} of {features['test'].shape[1]}")
noise = torch.randn(features["test"].shape, generator=torch.Generator().manual_seed(0))
print(f"pure noise, which knows nothing: {effective_rank(noise):.0f}")

# %%
assert effective_rank(noise) > max(ranks.values())

# %% [markdown]
# Pure noise has the highest rank of all. Rank tells collapse; it does not tell knowledge.
#
# ## Reliance
#
# *Reliance* asks the trained network its own task again, with the cue taken away or turned round. From notebook 1:

# %%
lens = committed("aberration")
asked = {
    f"{arm}, {name}": of(lens.mean(arm, outcome))
    for arm in ("planted", "planted+defense")
    for name, outcome in (("as trained", "proxy"), ("cue removed", "proxy_removed"), ("reversed", "proxy_reversed"))
}
bars("Reliance: puzzles solved, 50 seeds", asked, {"blind guess": 0.05})

# %%
assert lens.mean("planted", "proxy_reversed").high < 0.05
assert abs(lens.change("planted+defense", "proxy", "proxy_reversed").estimate) < 0.02

# %% [markdown]
# It is the sharpest of all, for it shows the cheat at work. How it can fool you: pictures without the cue are also
# *unlike those of training*, and a network may stumble over that alone; and a cue whose *size* tells, whatever its
# sign, survives being reversed. Therefore the sham and the clean arms of an experiment stay the judges.
#
# | measure | says | fools you by |
# | --- | --- | --- |
# | probe | whether the label can be found in the features | a floor that is high, or another one |
# | kNN | whether the features are arranged by the label | disagreeing with the probe |
# | few labels | how soon the label is found | ratios to a small floor |
# | decodability | how much of a number is there | being full before training |
# | rank | whether features have collapsed | being highest for noise |
# | reliance | whether a cue is used | pictures unlike those of training |
#
# ## Exercises
#
# 1. Is the probe of the *last* map the best one? The rows of `reference_scenes` have it for all three maps
# (`layers`).
# 2. The second label, the kind of the middle part, has another floor. Does the order of the tasks change?
# 3. Which of the four numbers above did training on crops add to, and which did it lose?


# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: for trained networks yes; for untrained ones the first is. So the choice of the map moves the floor too.
def maps(arm):
    own = [row["layers"] for row in claim.finding.rows if row["arm"] == arm]
    return [sum(each) / len(each) for each in zip(*own, strict=True)]


for arm in (*TASKS, "untrained"):
    print(f"{arm:13}", ", ".join(f"{100 * each:.1f} %" for each in maps(arm)))
assert all(max(maps(task)) == maps(task)[-1] for task in TASKS)
assert max(maps("untrained")) == maps("untrained")[0]

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: the floor is higher, so there is less room; the best stays colorization, on its own pictures.
print(f"floor {100 * claim.mean('untrained', 'second').estimate:.1f} %; order: {', '.join(order('second'))}")
assert claim.mean("untrained", "second").low > claim.mean("untrained").high
assert order("second")[0] == order("probe")[0]

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 3: compare; a task that is solved by colors has no use for where a figure leans.
known_after = told_by(after)
for name in known_before:
    print(f"{name}: {100 * known_before[name]:.0f} % before, {100 * known_after[name]:.0f} % after")
assert known_after["lean of the figure"] < known_before["lean of the figure"]

# %% [markdown]
# ## Read next
#
# * Alain and Bengio (2016), *Understanding intermediate layers using linear classifier probes*.
# * Garrido et al. (2023), *RankMe: assessing the downstream performance of pretrained self-supervised representations
#   by their rank*.
# * Chen, Kornblith, Norouzi and Hinton (2020): why crops need color distortion.
# * Kolesnikov, Zhai and Beyer (2019), *Revisiting self-supervised visual representation learning*: rankings change
# with   the network and with the measure.
