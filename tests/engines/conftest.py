"""What the tests of engines share: a trial of a second."""

import pytest

from pitfalls.images.scenes import Scenes
from pitfalls.measures.reading import Reading
from pitfalls.tasks.jigsaw import Jigsaw
from pitfalls.trial import Trial


@pytest.fixture(scope="session")
def tiny():
    return Trial(
        task=Jigsaw(roam=2, permutations=5),
        images=Scenes(size=32, train=64, validation=40, test=64),
        steps=2,
        batch=16,
        reading=Reading(train=40, validation=20, test=64, questions=64),
    )
