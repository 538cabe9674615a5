"""Parts outside the package: sound ones pass, and each planted fault is found, by a sentence that names it."""

import re
from pathlib import Path

import pytest

from pitfalls import testing
from pitfalls.records.own import load_file
from pitfalls.testing import Broken

ROOT = Path(__file__).parents[2]
FAULTS = '''
import torch

from pitfalls import Answer, Cue, Dial, Rng, Scenes, Score, Source, Task, ViewDefense, answered, frozen, knob

PICTURES = torch.zeros(4, 3, 8, 8)


class Shown(ViewDefense):
    """Adds nothing."""

    def defend(self, views, rng):
        return (views + 0.1 * self.draw(views, rng)).clamp(0, 1)


@frozen
class Global(Shown):
    """Draws from torch's own generator."""

    def draw(self, views, rng):
        return torch.rand(views.shape)


@frozen
class Borrowed(Shown):
    """Draws what the question is drawn from."""

    def draw(self, views, rng):
        return Rng(rng.seed, "train/pose", views.device).uniform(*views.shape)


@frozen
class Rewound(Shown):
    """Draws the same at every step."""

    def draw(self, views, rng):
        return rng.at(0).uniform(*views.shape)


@frozen
class Counting(Shown):
    """Counts its calls."""

    def draw(self, views, rng):
        global calls
        calls += 1
        return rng.uniform(*views.shape) * calls


calls = 0


@frozen
class Silent(ViewDefense):
    """Changes nothing."""

    dose: float = knob(default=1.0, ge=0, le=1, help="of nothing")

    def defend(self, views, rng):
        return views


@frozen
class Wild(ViewDefense):
    """Divides by a spread that may be none."""

    @property
    def deterministic(self):
        return True

    def defend(self, views, rng):
        return (views - views.mean((-2, -1), keepdim=True)) / views.std((-2, -1), keepdim=True) * 0.1 + 0.5


@frozen
class Rounded(ViewDefense):
    """Reads a number back from the device."""

    def defend(self, views, rng):
        return views * float(views.mean())


class Plain(Score):
    """A cross entropy, and something beside it."""

    def width(self, task):
        return task.answers

    def loss(self, guess, answer):
        return torch.nn.functional.cross_entropy(guess, answer.target, reduction="none") + self.beside(answer)


@frozen
class Holding(Plain):
    """Weighs by the brightness of the picture that it looks up."""

    images: Source = knob(default=Scenes(train=64), help="the pictures")

    def beside(self, answer):
        pixels = self.images.load("train", 0).pixels
        return pixels[answer.index].float().mean((1, 2, 3)) / 255


@frozen
class Reaching(Plain):
    """Looks into a tensor of pictures beside it."""

    def beside(self, answer):
        return at_hand(answer)


def at_hand(answer):
    return PICTURES[answer.index % 4].mean((1, 2, 3))


@frozen
class Importing(Plain):
    """Loads pictures by itself."""

    def beside(self, answer):
        from pitfalls.images.scenes import Scenes

        return Scenes().load("train", 0).pixels[answer.index].float().mean((1, 2, 3))


@frozen
class Lopsided(Task):
    """Asks for 0 in nine of ten questions."""

    views = 1
    answers = 2

    def cut(self, size):
        return size

    def place(self, size, count, rng):
        return torch.tensor([[[0, 0, size[1], size[0]]]]).expand(count, 1, 4)

    def pose(self, patches, rng):
        turned = (rng.uniform(len(patches)) > 0.9).long()
        return (torch.where(turned[:, None, None, None, None] > 0, patches.flip(-2), patches),), answered(turned)


@frozen
class Loud(Cue):
    """A cue whose sham has a stream of its own."""

    strength: float = knob(default=0.2, ge=-1, le=1, help="how loud")

    def plant(self, frames, rng):
        light = self.strength * rng.uniform(len(frames.pixels), 1, 1, 1)
        return frames.with_pixels((frames.pixels + light).clamp(0, 1))

    def sham(self, reach=1.0):
        return Faint(self.strength)

    def removed(self):
        return Loud(0.0)

    def reversed(self):
        return Loud(self.strength)


@frozen
class Faint(Loud):
    """Its sham."""


@frozen
class Both(Dial):
    """Turns the steps beside what it says."""

    def turn(self, trial):
        from dataclasses import replace

        return tuple(replace(each, steps=7) for each in super().turn(trial))
'''
FOUND = [
    ("defense", "Global", "draws from the global generator of torch"),
    ("defense", "Borrowed", "draws from a stream 'train/pose', but it may only draw from the rng that it is handed"),
    ("defense", "Rewound", "moves its stream to step 0"),
    ("defense", "Counting", "gives something else when it is called again with the same stream"),
    ("defense", "Silent", "changes nothing, in whatever task"),
    ("defense", "Wild", "of a picture that is 0 all over, but they should stay finite"),
    ("defense", "Rounded", r"waits for the device \(_local_scalar_dense\)"),
    ("score", "Holding", "holds pictures in its field 'images', but a score may never see an image"),
    ("score", "Reaching", "reads 'PICTURES', which holds pictures, but a score may never see an image"),
    ("score", "Importing", "imports pitfalls.images.scenes, but a score may never see an image"),
    ("task", "Lopsided", r"answer 0 comes in 9\d% of the questions, but .* by chance, 50%"),
    ("cue", "Loud", "give both classes one and the same `purpose`"),
    ("cue", "Loud", "Loud at strength 0|plant at strength 0 gives other frames"),
    ("dial", "Both", "changes .*steps.*, but it says that it turns task"),
]


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A module of faulty parts outside the package."""
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text(FAULTS)
    return load_file("mine.py")


@pytest.mark.parametrize("kind,name,told", FOUND, ids=[f"{name}-{place}" for place, (_, name, _) in enumerate(FOUND)])
def test_a_planted_fault_is_found_and_told_in_a_sentence(mine, kind, name, told):
    part = getattr(mine, name)("task.permutations", (5, 10)) if kind == "dial" else getattr(mine, name)()
    with pytest.raises(Broken) as caught:
        getattr(testing, f"check_{kind}")(part)
    lines = str(caught.value).splitlines()
    assert any(re.search(told, line) for line in lines), lines
    assert all(part.__class__.__name__ in line for line in lines)


@pytest.fixture
def sound(tmp_path, monkeypatch):
    """The parts that CONTRIBUTING shows, each in a file of its own."""
    monkeypatch.chdir(tmp_path)
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL):
        Path(code.split()[1]).write_text(code)
    return load_file


@pytest.mark.parametrize(
    "kind,file,name",
    [
        ("task", "halves.py", "Halves"),
        ("defense", "posterize.py", "Posterize"),
        ("cue", "vignette.py", "Vignette"),
        ("cue", "vignette.py", "Dimmed"),
        ("score", "focal.py", "Focal"),
        ("attacker", "brightness.py", "Brightness"),
    ],
)
def test_a_sound_part_outside_the_package_keeps_every_promise(sound, kind, file, name):
    getattr(testing, f"check_{kind}")(getattr(sound(file), name)())


def test_the_test_file_that_is_shown_asks_all_that_a_cue_promises(sound):
    (mark,) = sound("test_vignette.py").test_a_promise.pytestmark
    names = [case.id for case in mark.args[1]]
    assert "Vignette-is_off_at_strength_zero" in names and "Vignette-agrees_on_a_gpu" in names
    mark.args[1][names.index("Vignette-takes_any_batch")].values[0]()


def test_cases_are_one_a_promise_and_what_is_no_part_is_refused(mine):
    made = testing.cases(mine.Wild())
    assert len(made) > 10 and all(case.id.startswith("Wild-") for case in made)
    failed = []
    for case in made:
        try:
            case.values[0]()
        except Broken as broken:
            failed.append((case.id, str(broken)))
    assert "Wild-takes_plain_pictures" in [name for name, _ in failed]
    with pytest.raises(ValueError, match=r"Wild is no cue, .*; make one, as in Wild\(\)"):
        testing.cases(mine.Wild)
