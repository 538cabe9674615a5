"""Folders as the world has them: read as meant, or refused with the path to give instead."""

import re

import pytest
from PIL import Image

from pitfalls.experiment.find import pictures
from pitfalls.frozen import Refused
from pitfalls.images.folder import Folder
from pitfalls.images.layout import layout_of
from pitfalls.images.scenes import Scenes

CAT_DOG = ("Cat", "Dog")


def told(folder: Folder) -> dict[str, int]:
    return folder.report().splits


def refusal(small, root, **knobs) -> str:
    with pytest.raises(Refused) as caught:
        small(root, **knobs)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "names",
    [
        ("train", "validation", "test"),
        ("training", "dev", "testing"),
        ("trn", "vld", "tst"),
        ("Train", "VALID", "Eval"),
        ("train_set", "val_set", "test_set"),
        ("TrainSet", "ValSet", "TestSet"),
        ("train2017", "val2017", "test2017"),
        ("train-images", "validation-images", "evaluation-images"),
        ("ILSVRC2012_img_train", "ILSVRC2012_img_val", "ILSVRC2012_img_test"),
        ("1_train", "2_development", "3_holdout"),
    ],
    ids=" ".join,
)
def test_splits_go_by_their_many_names(zoo, small, names):
    root = zoo(*(f"{split}/{kind}" for split in names for kind in CAT_DOG), each=3)
    folder = small(root, resplit=False)
    assert told(folder) == {"train": 6, "validation": 6, "test": 6}
    assert folder.load("test", 0).label()[1] == CAT_DOG


@pytest.mark.parametrize("names", [("training", "plane"), ("dev", "ops"), ("trainer", "tester"), ("evaluate", "tests")])
def test_classes_with_like_names_stay_classes(zoo, small, names):
    assert small(zoo(*names, each=3)).load("train", 0).label()[1] == tuple(sorted(names))


def test_roboflows_form_is_three_splits_without_labels(zoo, small):
    root = zoo("train/images", "valid/images", "test/images", each=4)
    for split in ("train", "valid", "test"):
        (root / split / "labels").mkdir()
        (root / split / "labels" / "000.txt").write_text("0 .5 .5 .1 .1")
    folder = small(root, resplit=False)
    assert told(folder) == {"train": 4, "validation": 4, "test": 4} and not folder.load("train", 0).labels
    assert ("train/labels/000.txt", "not named like an image") in folder.report().skipped


@pytest.mark.parametrize("names", [("images/train", "images/val"), ("dataset/train/images", "dataset/val/images")])
def test_images_above_or_below_the_splits_is_passed_through(zoo, small, names):
    folder = small(zoo(*(f"{name}/{kind}" for name in names for kind in CAT_DOG), each=4), resplit=False)
    assert folder.load("validation", 0).label()[1] == CAT_DOG and told(folder)["validation"] == 8


def test_imagenets_flat_val_is_left_out_and_told_of(zoo, small):
    folder = small(zoo("train/n01", "train/n02", "val", "test/n01", "test/n02", each=10), resplit=False)
    report = folder.report()
    assert ("val/000.png", "lies in no class folder, unlike the pictures of other splits") in report.skipped
    assert ("validation", "its pictures lie in no class folder, so a share of train is taken") in report.notes
    assert report.splits == {"train": 16, "validation": 4, "test": 20} and not any(
        "no such" in n for _, n in report.notes
    )


@pytest.mark.parametrize(
    "images,masks", [("images", "masks"), ("JPEGImages", "SegmentationClass"), ("img", "gt"), ("photos", "annotations")]
)
def test_masks_beside_images_are_no_class(zoo, small, images, masks):
    report = small(zoo(images, masks, each=10)).report()
    assert report.kept == 10 and not report.classes
    assert (f"{masks}/000.png", "a mask of a picture, going by its folder") in report.skipped


@pytest.mark.parametrize("above", ["{}/images", "images/{}"])
def test_masks_of_classes_are_left_out_too(zoo, small, above):
    names = [above.format(kind) for kind in CAT_DOG]
    report = small(zoo(*names, *(name.replace("images", "masks") for name in names), each=10)).report()
    assert report.classes == dict.fromkeys(CAT_DOG, 10) and len(report.skipped) == 20


def test_masks_of_splits_are_left_out_too(zoo, small):
    folder = small(zoo("train_images", "train_masks", "val_images", "val_masks", each=4), resplit=False)
    assert told(folder)["validation"] == 4 and not folder.load("train", 0).labels


@pytest.mark.parametrize("names", [("mask", "no_mask"), ("face", "face_mask"), ("with_mask", "without_mask")])
def test_classes_that_are_called_masks_stay_classes(zoo, small, names):
    assert small(zoo(*names, each=3)).load("train", 0).label()[1] == names


def test_domains_above_classes_are_refused_with_both_ways(zoo, small):
    root = zoo("amazon/bike", "amazon/mug", "webcam/bike", "webcam/mug", each=4)
    words = refusal(small, root)
    assert "each of 'amazon' and 'webcam' holds 'bike' and 'mug'" in words and f"'{root}/amazon'" in words
    assert re.search("depth=1.* the upper, depth=2 .*the lower", words)
    assert small(root / "amazon").load("train", 0).label()[1] == ("bike", "mug")
    upper, lower = small(root, depth=1), small(root, depth=2)
    assert upper.report().classes == {"amazon": 8, "webcam": 8} and lower.report().classes == {"bike": 8, "mug": 8}
    assert upper.digest() != lower.digest()
    assert "depth is 3, but no picture" in refusal(small, root, depth=3)


def test_the_depth_of_classes_that_are_found_anyway_changes_no_key(zoo, small):
    root = zoo(*CAT_DOG, each=4)
    assert small(root).digest() == small(root, depth=1).digest()


def test_domains_below_splits_are_told_as_well(zoo, small):
    names = [f"{split}/{domain}/{kind}" for split in ("train", "test") for domain in "pq" for kind in CAT_DOG]
    root = zoo(*names, each=3)
    assert "each of 'p' and 'q' holds 'Cat' and 'Dog'" in refusal(small, root)
    assert small(root, depth=2, resplit=False).report().classes == {"Cat": 12, "Dog": 12}


def test_splits_below_classes_are_read_as_meant(zoo, small):
    folder = small(zoo(*(f"{kind}/{split}" for kind in CAT_DOG for split in ("train", "test")), each=6), resplit=False)
    assert told(folder)["test"] == 12 and folder.load("test", 0).label()[1] == CAT_DOG


def test_folders_in_a_class_are_noted(zoo, small):
    root = zoo("Cat/home", "Cat/street", "Dog", each=4)
    assert ("Cat", "its folders (home, street) are taken together as one class") in small(root).report().notes


@pytest.mark.parametrize(
    "names,path,holds",
    [
        (("PetImages/Cat", "PetImages/Dog"), "PetImages", "which holds 'Cat' and 'Dog'"),
        (("a/b/Cat", "a/b/Dog", "a/b/Owl", "a/b/Rat"), "a/b", "which holds 'Cat', 'Dog', 'Owl' and 1 more"),
        (("zip/train/Cat", "zip/train/Dog", "zip/test/Cat", "zip/test/Dog"), "zip", "which holds 'test' and 'train'"),
        (("lonely",), "lonely", "whose pictures are without labels"),
    ],
)
def test_one_folder_too_high_is_told_the_path(zoo, small, names, path, holds):
    root = zoo(*names, each=4)
    words = refusal(small, root)
    assert f"one class only ('{path.split('/')[0]}')" in words and f"did you mean '{root}/{path}', {holds}?" in words
    assert small(root / path).report().kept == 4 * len(names)


def test_a_folder_around_the_classes_of_every_split_is_passed_through():
    names = [f"{split}/all/{kind}/{k}.png" for split in ("train", "test") for kind in CAT_DOG for k in "ab"]
    assert layout_of(names).classes == CAT_DOG


@pytest.mark.parametrize(
    "path,words",
    [
        (
            "zoo_not_there",
            r"'zoo_not_there', but there is no such folder in '/.*'; give a path from there, or a whole one",
        ),
        ("~nobody_of_this_name/x", "~nobody_of_this_name/x names the home folder of a user who is not known here"),
        ("", "path is '', but it should name a folder"),
        ("a\0b", "there is no such folder"),
        ("x" * 5000, "there is no such folder|should name"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(small, path, words):
    assert re.search(words, refusal(small, path))


def test_a_path_object_is_taken_as_its_text(zoo):
    root = zoo(*CAT_DOG, each=4)
    assert Folder(path=root) == Folder(path=str(root)) and Folder(path=root).path == str(root)


def test_what_is_there_instead_of_pictures_is_told(tmp_path, small):
    for name in ("1.HEIC", "2.heic", "notes.txt", "IMG_3"):
        (tmp_path / name).write_bytes(b"x")
    assert (
        "it holds 2 x .heic (HEIC, which is not read here; convert it to JPEG or PNG), 1 without an ending, 1 x .txt"
        in refusal(small, tmp_path)
    )
    (tmp_path / "void").mkdir()
    assert "it is empty" in refusal(small, tmp_path / "void")


def test_links_to_themselves_and_names_that_command_a_terminal(zoo, small):
    root = zoo("Cat", "Dog\x1b[31m", each=4)
    (root / "loop").symlink_to("loop")
    (root / "Cat" / "loop.png").symlink_to("loop.png")
    (root / "Cat" / "\x1b]0;title\x07\n.png").write_bytes(b"x")
    Image.new("RGB", (9, 9)).save(root / "Cat" / b"\xff\xfe.png".decode("utf8", "surrogateescape"))
    folder = small(root)
    report = folder.report()
    everything = " ".join((*report.sentences(), *folder.load("train", 0).label()[1], *map(str, report.skipped)))
    assert everything.isprintable() and report.kept == 9
    assert r"Dog\x1b[31m" in report.classes and r"Cat/\x1b]0;title\x07\n.png" in dict(report.skipped)
    assert {name for name, why in report.skipped if "symbolic links" in why} == {"loop", "Cat/loop.png"}


def test_a_command_says_which_level_holds_the_classes(zoo):
    root = zoo("amazon/bike", "amazon/mug", "webcam/bike", "webcam/mug", each=4)
    with pytest.raises(Refused, match=r"--set images\.depth=1"):
        pictures(str(root))[0](Scenes())
    upper, lower = (pictures(str(root), [f"images.depth={depth}"])[0](Scenes()) for depth in (1, 2))
    assert upper.report().classes.keys() == {"amazon", "webcam"} and lower.report().classes.keys() == {"bike", "mug"}
    assert pictures(str(root / "amazon"), ["steps=3", "size=99"])[0](Scenes()).size == 64
