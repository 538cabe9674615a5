"""`pitfalls show` and `pitfalls list`: the parts by name, a user's own file, and a picture one can read."""

import sys
from itertools import pairwise

import pytest
import torch

import pitfalls
from pitfalls import cli
from pitfalls.commands.catalog import find
from pitfalls.frozen import Refused
from pitfalls.images.report import Report
from pitfalls.images.scenes import Scenes
from pitfalls.records.record import load_file
from pitfalls.shortcuts.bridge import FromKornia
from pitfalls.shortcuts.color import ColorDistortion
from pitfalls.shortcuts.continuity import Gap
from pitfalls.shortcuts.drop_color import DropColor
from pitfalls.streams import Rng
from pitfalls.tasks.colorization import Colorization
from pitfalls.tasks.contrastive import Contrastive
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial

OWN = """
from pitfalls.frozen import frozen
from pitfalls.tasks.base import Task
from pitfalls.tasks.jigsaw import Jigsaw

number = 3

def function():
    pass

class Other:
    pass

class Undecorated(Task):
    pass

@frozen
class Half(Task):
    pass

@frozen
class Mine(Jigsaw):
    pass
"""


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.py").write_text(OWN)

    def called(*words):
        monkeypatch.setattr(sys, "argv", ["pitfalls", *words])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return code, " ".join((out + err).split())

    return called


NO_TASK = "is not a Task; decorate a subclass of pitfalls.tasks.base.Task with @frozen"
BAD = [
    ("my.py:number", f"my.py:number {NO_TASK}"),
    ("my.py:function", f"my.py:function {NO_TASK}"),
    ("my.py:Other", f"my.py:Other {NO_TASK}"),
    ("my.py:Undecorated", "my.py:Undecorated is not frozen; decorate a subclass of pitfalls.tasks.base.Task"),
    ("my.py:Half", "my.py:Half does not define answers, cut, place, pose, views"),
    ("my.py:Mien", "my.py has no 'Mien'; did you mean 'Mine'"),
    ("mytask.py:Mine", "there is no file mytask.py"),
    ("jigsaw:grid=2,permutations=20", "only 1 order of 4 tiles"),
    ("jigsaw:grid=2,permutations=20", "a distance of 2 allows 24"),
]


@pytest.mark.parametrize("task,told", BAD)
def test_what_is_no_task_is_refused_with_what_would_be_one(call, task, told):
    code, text = call("show", task)
    assert code == 2 and told in text and "Traceback" not in text


def test_an_own_task_and_the_example_of_the_help_are_shown(call):
    assert call("show", "my.py:Mine", "-o", "a.png")[0] == 0
    assert call("show", "jigsaw:grid=2,permutations=20,distance=2", "-o", "a.png")[0] == 0


def test_a_wrong_value_in_a_file_is_told_with_its_line(call, tmp_path):
    (tmp_path / "badk.py").write_text("from pitfalls.tasks.jigsaw import Jigsaw\ntask = Jigsaw(grid=9)\n")
    told = "badk.py, line 2: Jigsaw.grid is 9, but it should be less than or equal to 5."
    with pytest.raises(Refused) as caught:
        load_file(tmp_path / "badk.py")
    assert str(caught.value) == told
    code, text = call("plan", "badk.py")
    assert code == 2 and told in text


def test_a_task_alone_is_shown_and_its_answer_explained_once():
    page = pitfalls.show(Jigsaw(), images=2)
    assert "the tiles, numbered 0 to 8 row by row, in the order shown" in page.get_suptitle()
    answers = [axes.get_xlabel() for axes in page.axes[2:]]
    assert all(sorted(answer.split()) == [str(k) for k in range(9)] for answer in answers)


def test_labels_name_only_what_was_changed_and_rows_are_as_high_as_their_views():
    defenses = (ColorDistortion(hue=0.1), ColorDistortion())
    page = pitfalls.show(Trial(task=Contrastive(), images=Scenes(test=4), defenses=defenses), images=1)
    assert [axes.get_ylabel() for axes in page.axes] == [
        "the picture",
        "as asked",
        "+ ColorDistortion\nhue=0.1",
        "+ ColorDistortion",
    ]
    page.draw_without_rendering()
    boxes = [axes.get_position() for axes in page.axes]
    assert boxes[1].height < 0.7 * boxes[0].height
    labels = [axes.yaxis.label.get_window_extent() for axes in page.axes]
    assert all(upper.y0 > lower.y1 for upper, lower in pairwise(labels))
    assert all(label.x0 >= 0 for label in labels)


def test_a_colorization_draws_the_answer_beside_the_question():
    page = pitfalls.show(Colorization(), images=2)
    page.draw_without_rendering()
    image = page.axes[2].get_images()[0].get_array()
    assert image.shape[1] == 2 * image.shape[0], "the view and its answer"
    shown, answer = image[:, : image.shape[1] // 2], image[:, image.shape[1] // 2 :]
    spread = lambda part: float((part.max(-1) - part.min(-1)).max())
    assert spread(shown) < 1e-6 < 0.1 < spread(answer)
    assert "beside each view its answer: the color of each block of 4 x 4 px" in page.get_suptitle()


def test_the_answer_is_drawn_in_the_colors_of_the_picture():
    color = torch.tensor([0.8, 0.3, 0.2])[:, None, None].expand(1, 1, 3, 16, 16)
    task = Colorization()
    (views,), answer = task.pose(color, Rng(0, "show"))
    assert torch.allclose(task.drawn(views, answer), color[:, 0], atol=0.01)


def test_a_contrastive_page_says_who_the_others_are():
    told = pitfalls.show(Contrastive(group=8), images=2).get_suptitle()
    assert "sought among the 15 views of 8 images, those in the other columns among them" in " ".join(told.split())


def test_many_pictures_stand_below_each_other_on_a_page_of_readable_width():
    page = pitfalls.show(Jigsaw(), images=8)
    assert page.get_size_inches()[0] < 16 and len(page.axes) == 2 * 8
    names = [axes.get_ylabel() for axes in page.axes if axes.get_ylabel()]
    assert names == ["the picture", "as asked"] * 2


def test_a_dose_at_its_default_stands_on_its_label_and_the_size_of_views_in_the_title():
    defenses = (Gap(), DropColor(), FromKornia("RandomGrayscale", {"p": 0.5}))
    page = pitfalls.show(Trial(task=Jigsaw(tile=12), images=Scenes(test=4), defenses=defenses), images=1)
    assert [axes.get_ylabel() for axes in page.axes][2:] == [
        "+ Gap\npixels=4 px",
        "+ DropColor\nfill=noise",
        "+ RandomGrayscale\nsettings={'p': 0.5}",
    ]
    assert "in views of 12 x 12 px (grid=3, tile=12 px, permutations=50" in " ".join(page.get_suptitle().split())


def test_unknown_names_get_real_names_only():
    with pytest.raises(Refused) as caught:
        find("defense", "zzzzzz")
    assert "from_kornia" in str(caught.value)
    assert not {"bridge", "color", "continuity"} & set(str(caught.value).replace(".", "").replace(",", "").split())
    assert find("defense", "bridge") is find("defense", "FromKornia")


def test_list_says_each_thing_once_and_what_is_no_proxy_task(call):
    _, text = call("list")
    assert text.count(" reading ") == 1 and "size = 0" not in text and "in of the side" not in text
    tasks = text[text.index("tasks (the question)") : text.index("ceiling (supervised")]
    assert "jigsaw" in tasks and "naming" not in tasks and text.count(" naming ") == 1
    assert f"= {Scenes().wander:g} of the side" in text and f"= {Scenes().lean:g} degrees" in text


def test_classes_of_one_size_are_told_so():
    said = Report(60, classes={"a": 30, "b": 30}, splits={"train": 60}).sentences()
    assert "Every class has 30." in said and not any("Smallest" in line for line in said)
    said = Report(60, classes={"a": 29, "b": 31}, splits={"train": 60}).sentences()
    assert "Smallest class: a (29); largest: b (31)." in said
