"""What is no folder of images is refused in one sentence."""

import shutil

import pytest

from pitfalls.frozen import Refused


@pytest.fixture
def refusal(small):
    """A function: the one sentence with which a folder is refused at construction."""

    def told(root, **knobs) -> str:
        with pytest.raises(Refused) as caught:
            small(root, **knobs)
        return str(caught.value)

    return told


def test_what_is_no_folder_of_images_is_refused_in_one_sentence(tmp_path, zoo, refusal):
    assert "there is no such folder" in refusal(tmp_path / "nowhere")
    (tmp_path / "file.png").write_bytes(b"")
    assert "that is a file" in refusal(tmp_path / "file.png")
    (tmp_path / "void").mkdir()
    assert "no file in it is named like an image" in refusal(tmp_path / "void")
    (tmp_path / "void" / "README").write_text("")
    assert "no file in it is named like an image" in refusal(tmp_path / "void")
    root = zoo("lonely", each=3)
    assert "holds one class only ('lonely')" in refusal(root)
    assert "validation and test take 1.1" in refusal(root, validation=0.6, test=0.5)
    assert "size" in refusal(root, size=15) and "margin" in refusal(root, margin=65)


def test_a_folder_of_damaged_images_is_refused_with_the_first_reason(tmp_path, small):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.png").write_text("x")
    with pytest.raises(Refused, match=r"none of 2 image files could be read \(the first, ./x.png: not an image"):
        small(tmp_path).load("train", 0)


def test_one_class_left_is_refused_by_name(zoo, small):
    root = zoo("a", "b", each=3)
    for file in (root / "b").iterdir():
        file.write_bytes(b"x")
    with pytest.raises(Refused, match="only class 'a' has an image left"):
        small(root).load("train", 0)


def test_a_split_without_images_is_refused_with_the_counts(zoo, small):
    folder = small(zoo("a", "b", each=4), validation=0)
    with pytest.raises(Refused, match=r"no validation images \(6 train, 0 validation, 2 test\)"):
        folder.load("validation", 0)


def test_a_folder_that_went_away_is_refused(zoo, small):
    root = zoo("a", "b", each=4)
    folder = small(root)
    shutil.rmtree(root)
    with pytest.raises(Refused, match="is not there any more"):
        folder.digest()
