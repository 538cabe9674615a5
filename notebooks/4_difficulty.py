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
# # 4. Difficulty
#
# **Goal.** See that the same question can be too easy to teach anything and too hard to be learned, and turn the
# dials between. **Time.** Ten minutes, of which two are training. **You need** notebook 1.
#
# A *dial* turns a knob of a question through its settings, from easy to hard. The lab has one file a dial.

# %%
from pitfalls import Jigsaw, Trial, replace
from pitfalls.commands.catalog import parts
from pitfalls.difficulty.permutations import PERMUTATIONS
from pitfalls.reference import FAINT, SCENES
from pitfalls.report.picture import show
from pitfalls.teaching.attack_now import Stage
from pitfalls.teaching.bars import bars
from pitfalls.teaching.claims import committed
from pitfalls.teaching.drawn import Drawn
from pitfalls.teaching.live import Slider, live
from pitfalls.teaching.pace import paced
from pitfalls.teaching.prediction import Measured, predict
from pitfalls.teaching.schooled import school

for name, dial in parts("dial").items():
    print(f"{name:16} {dial.field}: {dial.values}")

# %% [markdown]
# ## Turn one
#
# How many tiles, how large, and how many orders are there to tell apart? Move the sliders and try to solve the
# puzzles yourself.


# %%
def asked(tile, orders):
    trial = Trial(task=Jigsaw(tile=int(tile), permutations=int(orders), roam=0), images=FAINT)
    return Drawn(
        show(trial, 3), f"tiles of {tile:g} px, {orders:g} orders: a blind guess is right in {100 / orders:.1f} %"
    )


live(asked, tile=Slider(16, 8, 20, 2, "px"), orders=Slider(20, 2, 100, 1))

# %% [markdown]
# ## Too easy
#
# With few orders a single glance is enough: it does not take nine tiles to tell three orders apart. How far does the
# plainest of all attackers get, one that sees *how bright each tile is* and nothing else? **Predict** for two orders.

# %%
easy = predict("brightness alone goes ... % of the way to perfect, with two orders", low=0, high=100)
easy

# %%
reached = {}
for orders in (2, 5, 20, 50):
    puzzle = Trial(task=Jigsaw(permutations=orders), images=FAINT)
    reached[orders] = Stage(puzzle, "tile_statistics").reach(None)
two = reached[2]
easy.reveal(Measured(two.share, two.low, two.high))

# %%
bars("How far brightness alone goes", {f"{orders} orders": max(0.0, each.share) for orders, each in reached.items()})

# %%
assert reached[2].low > reached[50].share  # the easy question needs less sight

# %% [markdown]
# An easy question can be answered without seeing much, so that much need not be learned. (The attacker was fitted on
# some hundred questions; with many orders it would like to have more. A network would too.)
#
# ## Too hard
#
# With many orders a blind guess is never right, and training has to find something before it can get better. We train
# the same net for the same short time on 3, 20 and 200 orders. How far does it get, from chance to perfect?

# %%
steps = paced(250, 25)
got = {}
for orders in (3, 20, 200):
    network = school(Trial(task=Jigsaw(permutations=orders), steps=steps, batch=32, lr=5e-3), 512)
    chance = 1 / orders
    got[f"{orders} orders"] = max(0.0, (network.accuracy(questions=512) - chance) / (1 - chance))
bars(f"From chance to perfect after {steps} steps", got)

# %%
assert got["3 orders"] > got["200 orders"]

# %% [markdown]
# Neither end is best for what we want, the features. Somewhere between, the question is hard enough to need sight and
# easy enough to be learned. Where, only the features say, on many seeds: the proxy accuracy falls along the whole
# dial, and its top is at the easiest question of all. That is the trap of difficulty: *the proxy cannot tell you
# where to stop*.
#
# ## The proxy is no measure of difficulty between tasks, either
#
# In the rows of `reference_scenes` five tasks stand side by side.

# %%
claim = committed("reference_scenes")
tasks = ("jigsaw", "context", "rotation", "contrastive", "colorization")
proxies = {task: claim.mean(task, "proxy").estimate for task in tasks}
bars("Proxy accuracy", proxies)

# %%
bars("The probe", {task: claim.mean(task).estimate for task in tasks})

# %%
order = lambda values: sorted(values, key=lambda task: -values[task])
probes = {task: claim.mean(task).estimate for task in tasks}
print("by proxy:", ", ".join(order(proxies)))
print("by probe:", ", ".join(order(probes)))
assert order(proxies)[0] == "jigsaw" and order(probes)[-1] == "jigsaw"  # best at its question, least taught

# %% [markdown]
# The task with the highest proxy accuracy has the lowest probe. A fair comparison of two *variants* of one task makes
# them equally difficult first, and compares features then.
#
# ## Exercises
#
# 1. By hand, make two puzzles equally difficult for the brightness attacker: 5 orders with tiles of 16 pixels, and
#    larger or smaller tiles with 10. Use `Stage`.
# 2. A jigsaw of 2 x 2 tiles has 24 orders at most. Why is it not simply "an easier 3 x 3"?

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 1: no tile size will do it exactly; smaller tiles are told apart by brightness less well.
for orders, tile in ((5, 16), (10, 10), (10, 16), (10, 20)):
    puzzle = Trial(task=Jigsaw(permutations=orders, tile=tile, roam=0), images=FAINT)
    print(f"{orders} orders, {tile} px: {100 * Stage(puzzle, 'tile_statistics').reach(None).share:.0f} %")

# %% jupyter={"source_hidden": true} tags=["solution"]
# Solution 2: two orders of four tiles may differ in two places only; of nine tiles the lab takes orders that differ
# in six. And a quarter of the picture in each tile shows more than a ninth. A dial that moves three things is three
# dials.
small = Jigsaw(grid=2, permutations=12, distance=3)
assert small.views == 4 and small.answers == 12
assert (replace(SCENES["jigsaw"].task).orders() != PERMUTATIONS.turn(SCENES["jigsaw"])[0].task.orders()[0]).any()

# %% [markdown]
# ## Read next
#
# * Noroozi and Favaro (2016), table 6: the number of orders, and how far apart they lie.
# * Noroozi et al. (2018), *Boosting self-supervised learning via knowledge transfer*: tiles of other pictures.
# * Wang and Liu (2021), *Understanding the behaviour of contrastive loss*: temperature as a dial.
