"""What a task leaks: attackers that see one cue only, checks of the question itself, and the audit made of them."""

from collections.abc import Sequence
from typing import Any


def audit(task: Any, images: Any = None, defenses: Sequence[Any] = (), cues: Sequence[Any] = (), seed: int = 0) -> Any:
    """What does this task leak on these pictures? Asked before any training, in minutes; gives an `Audit`.

    task: a Task, or a Trial with all of it; images: a folder's path, a source, or a tensor of images; defenses: what is
    closed; cues: what is planted. In a test of a laboratory's own:

        def test_our_puzzle_leaks_nothing():
            found = pitfalls.audit(Jigsaw(), images="photos", defenses=(Gap(6), DropColor()))
            assert not found.fails(above=0.05), found
    """
    from dataclasses import replace

    from pitfalls.audit.auditing import Audit
    from pitfalls.images.folder import Folder
    from pitfalls.trial import Trial

    given: dict[str, Any] = {"images": Folder(path=images) if isinstance(images, str) else images}
    if images is None:
        given = {}
    trial = task if isinstance(task, Trial) else Trial(task=task, seed=seed)
    if defenses:
        given["defenses"] = tuple(defenses)
    if cues:
        given["cues"] = tuple(cues)
    found = Audit(replace(trial, **given))
    for _ in found.steps():
        pass
    return found
