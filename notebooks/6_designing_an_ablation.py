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
# # 6. Designing an ablation
#
# **Goal.** Learn what makes a comparison of two networks worth believing, on rows that are committed, and then break
# an experiment on purpose, to see whether the lab notices. **Time.** Twenty minutes of reading, a minute of
# computing; nothing is trained. **You need** notebook 1.
#
# An *ablation* changes one thing and asks what it did. Two runs that differ in nothing but the *seed*, the number
# that decides the random weights and the order of pictures, differ by themselves. So: how large is the change,
# against how much everything wavers anyway?

# %%
import numpy as np

from pitfalls import Contrast, Experiment, LateralAberration, Refused, replace
from pitfalls.ledger.claims import changed
from pitfalls.reference import JIGSAW_20
from pitfalls.statistics.design import grouped, smallest_confirmable
from pitfalls.statistics.effects import effect, paired
from pitfalls.statistics.noise import Noise
from pitfalls.statistics.simulated import planned, runs, words
from pitfalls.statistics.verdict import judge
from pitfalls.teaching.bars import bars
from pitfalls.teaching.claims import committed
from pitfalls.teaching.live import Choice, live
from pitfalls.teaching.prediction import Measured, predict
from pitfalls.teaching.seeds import joined, narrowing, unpaired, verdict

aa, lens = committed("aa"), committed("aberration")
rows, plan = lens.finding.rows, lens.finding.claim

# %% [markdown]
# ## Nothing, measured
#
# First an experiment in which there is *nothing to find*: two arms whose settings differ in the sixth digit of a
# number that does not matter. Each line is a seed, from one arm to the other. Whatever moves here is noise.

# %%
joined(aa.finding.rows, "a", "a'")

# %%
noise, _, _ = paired(aa.finding.rows, {"a'": 1, "a": -1}, "probe")
assert aa.finding["nothing"].word == "equivalent"
assert abs(noise).max() > 0.01  # a single seed, and there would have been "an effect" of more than a point

# %% [markdown]
# With one seed one could have published an effect of more than a point, of nothing.
#
# ## Pairing
#
# Both arms of a seed start from the same weights and see the same pictures in the same order. What this seed has by
# luck, both have, and it drops out of their *difference*. **Predict:** the 95 % interval of the sham against the
# clean arm reaches about .4 points to either side with 50 pairs. How far does it reach if the partners are mixed up?

# %%
reach = predict("without pairs the interval reaches ... points to either side", low=0, high=3)
reach

# %%
sham = {"sham": 1, "clean": -1}
with_pairs, without = effect(rows, sham, "probe"), effect(unpaired(rows, "sham"), sham, "probe")
half = {name: (each.high - each.low) / 2 for name, each in (("in pairs", with_pairs), ("mixed up", without))}
seeds_saved = 1 - (half["in pairs"] / half["mixed up"]) ** 2
for name, each in half.items():
    print(f"{name}: {100 * each:.2f} points to either side")
print(f"pairs save {100 * seeds_saved:.0f} % of the seeds")
reach.reveal(Measured(half["mixed up"], half["mixed up"], half["mixed up"]))

# %%
assert abs(with_pairs.estimate - without.estimate) < 1e-9  # the same accuracies, the same mean
assert half["mixed up"] > 1.4 * half["in pairs"]
assert seeds_saved > 0.5  # the interval narrows with the root of the number of seeds

# %% [markdown]
# The estimate is the same, and the interval is much narrower: for the same width, more than half of the seeds are
# saved. Pairs help where the arms are alike. Where a toggle turns the whole training round, as the flawed lens does,
# partners have little left in common and pairs help little.
#
# ## How many seeds?
#
# The harm of the flawed lens, from the first 2, 3, 5, ... seeds. Shaded is what the claim called *too small to count*
# before any row was there: 6 points.

# %%
harm = {"planted": 1, "clean": -1}
narrowing(rows, harm, "probe", (2, 3, 5, 10, 20, 50), plan["delta"])

# %%
widths = {n: effect([row for row in rows if row["seed"] < n], harm, "probe") for n in (2, 5, 50)}
assert widths[2].high - widths[2].low > 5 * (widths[5].high - widths[5].low)  # two seeds know next to nothing
assert widths[5].high < -plan["delta"]

# %% [markdown]
# Two seeds know next to nothing; five are enough for an effect of this size. What a design can see is computable
# *before* it is run. For these rows:

# %%
seen = smallest_confirmable(plan, rows)
print("\n".join(grouped(plan, seen)))

# %% [markdown]
# ## Looking again and again
#
# A tempting procedure: run seeds until the 95 % interval leaves zero, then stop. **Predict:** how often does it
# "find" an effect, up to 20 seeds, where there is none? (In percent.)

# %%
peeking = predict("looking after every seed, ... % of experiments without any effect find one", low=0, high=60)
peeking

# %%
tables = runs("normal", (0.03, 0.03), 4000, np.random.default_rng(0))
single = tables[:, 1] - tables[:, 0]
left = np.zeros(len(single), dtype=bool)
for n in range(2, 21):
    reach_n = Noise(single[:, :n].var(-1, ddof=1), 0.0, 1).half(n, 0.95)
    left |= np.abs(single[:, :n].mean(-1)) > reach_n
often = float(left.mean())
luck = Noise(often * (1 - often), 0.0, 1).half(len(left), 0.95)
peeking.reveal(Measured(often, often - luck, often + luck))

# %% [markdown]
# That is why the lab looks at 5, 10 and 20 seeds *only*, and shares its 5 % of false words among the three looks and
# all contrasts. On the same 4,000 experiments without any effect:

# %%
weights = np.array([[-1.0, 1.0]])
told, _ = words(tables, weights, planned(weights, 0.01))
false = float(((told == 1) | (told == 2)).mean())
bars(
    "Experiments without an effect in which one is found", {"looking after every seed": often, "the lab's looks": false}
)

# %%
assert often > 0.25
assert false < 0.05

# %% [markdown]
# ## "No effect" is not "equivalent"
#
# An interval that holds zero may be wide: then nobody knows. *Equivalent* means that the whole interval lies within
# what is too small to count. The price of the defense in notebook 1, judged with three ideas of "too small":

# %%
priced = [each for each in plan["contrasts"] if each["name"] == "price"]
for delta in (0.06, 0.03, 0.01):
    price = judge(plan | {"delta": delta, "contrasts": priced}, rows)[0]
    print(f"too small to count: {100 * delta:g} points -> {price.word} at {price.look or 'no'} seeds")
few = [row for row in rows if row["seed"] < 5]
strict = judge(plan | {"delta": 0.01, "contrasts": priced}, few)[0]
verdict(strict)

# %%
assert strict.word == "undecided" and strict.effect.low < 0 < strict.effect.high
assert lens.finding["price"].word == "equivalent"

# %% [markdown]
# The same five rows say *equivalent* if 6 points are too small to count, and *undecided* for 1 point. Therefore the
# smallest effect that counts is named before any row: afterwards one can always be found that gives the word one
# likes.
#
# ## Break it, five ways
#
# Here are the first five seeds of the claim, and five ways to spoil them that happen in real work. Choose one and
# read what the lab says of the harm.


# %%
def untouched(rows):
    return rows


def another_machine(rows):
    """The planted arm was run elsewhere, where sums come out a little differently."""
    return [row | {"env": "elsewhere"} if row["arm"] == "planted" else row for row in rows]


def sham_that_tells(rows):
    """By mistake the sham was the cue itself."""
    planted = {row["seed"]: row for row in rows if row["arm"] == "planted"}
    return [planted[row["seed"]] | {"arm": "sham"} if row["arm"] == "sham" else row for row in rows]


def cue_not_there(rows):
    """The cue was planted so faintly that not even its own attacker can read it."""
    return [row | {"attack": row["attack_chance"]} if "attack" in row else row for row in rows]


def too_short(rows):
    """The clean arm was trained so briefly that it never solved a puzzle: any difference to it means nothing."""
    return [row | {"proxy": row["chance"]} if row["arm"] == "clean" else row for row in rows]


def stopped_early(rows):
    """Three seeds looked good; the rest was not run."""
    return [row for row in rows if row["seed"] < 3]


WAYS = (untouched, another_machine, sham_that_tells, cue_not_there, too_short, stopped_early)
BROKEN = {each.__name__.replace("_", " "): each for each in WAYS}
spoiled = {name: judge(plan, spoil(few))[0] for name, spoil in BROKEN.items()}
live(lambda what: verdict(spoiled[what]), what=Choice("sham that tells", tuple(BROKEN)))

# %%
for name, judged in spoiled.items():
    print(f"{name}: {judged.sentence}")
assert spoiled["untouched"].word == "holds"
for name in ("sham that tells", "cue not there", "too short"):
    assert spoiled[name].word == "not testable"
for name in ("another machine", "stopped early"):
    assert spoiled[name].word == "undecided"

# %% [markdown]
# Some mistakes do not even get that far: the lab refuses them before anything is run.


# %%
def refusal(make):
    try:
        make()
    except Refused as error:
        return str(error)


planted = replace(JIGSAW_20, cues=(LateralAberration(strength=2.5),))
mistakes = {
    "an arm against itself": lambda: Experiment(
        question="?", arms={"a": planted, "b": replace(planted)}, contrasts=(Contrast("c", {"b": 1, "a": -1}),)
    ),
    "weights that do not sum to zero": lambda: Contrast("c", {"b": 1, "a": -0.5}),
    "an arm that is not there": lambda: Experiment(
        question="?", arms={"a": planted, "b": JIGSAW_20}, contrasts=(Contrast("c", {"b": 1, "z": -1}),)
    ),
}
for name, make in mistakes.items():
    print(f"{name}: {refusal(make)}")
    assert refusal(make)
moved = changed(plan, plan | {"delta": 0.02})
print(f"another smallest effect, once there are rows: {moved}")
assert moved

# %% [markdown]
# ## Exercises
#
# 1. A colleague reports the best of five seeds for each arm. With two arms that are the same (use `tables` above),
# how    often is the difference of the two best larger than 2 points?
# 2. Twenty contrasts, none of them real, each with a plain 95 % interval: how often is there at least one "finding"?
# 3. From the list above: how many seeds would you plan to confirm a true effect of 9 points?

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: the best of five is a noisy number too. In half of all experiments without any effect, or about so.
best = tables[:, :, :5].max(-1)
apart = float((np.abs(best[:, 1] - best[:, 0]) > 0.02).mean())
print(f"in {100 * apart:.0f} % of the experiments")
assert 0.3 < apart < 0.6

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: in about two of three sets, 1 - .95 ** 20.
first = single[:, :10]
found = np.abs(first.mean(-1)) > Noise(first.var(-1, ddof=1), 0.0, 1).half(10, 0.95)
sets = float(found.reshape(-1, 20).any(-1).mean())
print(f"in {100 * sets:.0f} % of the sets of twenty; by the formula {100 * (1 - 0.95**20):.0f} %")
assert abs(sets - (1 - 0.95**20)) < 0.12

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 3: twenty for the harm, whose look at ten seeds needs a true effect of 9.5 points.
smallest = {each["look"]: each["effect"] for each in seen if each["contrast"] == "harm"}
print({look: f"{100 * size:.1f} points" for look, size in smallest.items()})
assert smallest[10] > 0.09 > smallest[20]

# %% [markdown]
# ## Read next
#
# * Bouthillier et al. (2021), *Accounting for variance in machine learning benchmarks*.
# * Schuirmann (1987), on two one-sided tests: how to show that two things are the same.
# * Agarwal et al. (2021), *Deep reinforcement learning at the edge of the statistical precipice*.
# * `experiments/robustness/`: how often the lab's own words are false, counted by simulation.
