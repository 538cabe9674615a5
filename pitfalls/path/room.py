"""Whether a task and its defenses fit: what they change is tolerated, and where one looks lies in the pictures."""

from pitfalls.frozen import Refused
from pitfalls.path.cut import check_inside, lie_inside
from pitfalls.path.given import check_windows
from pitfalls.shortcuts.base import Defense, ViewDefense, WindowDefense
from pitfalls.streams import Rng
from pitfalls.tasks.base import Task

LOOKS = 64  # pictures in which windows are placed, to see how far they reach


def check_tolerated(task: Task, defenses: tuple[Defense, ...], views: tuple[int, int]) -> None:
    """Refuse a defense that changes what decides the answer, or that cannot serve for `views` (height, width)."""
    for defense in defenses:
        if isinstance(defense, ViewDefense | WindowDefense) and defense.changes not in task.tolerates:
            raise Refused(
                f"{defense.called} changes the {defense.changes} of views, which {type(task).__name__} does not "
                f"tolerate; it tolerates changes of {', '.join(sorted(task.tolerates))}"
            )
        defense.check_views(task.channels, views)


def check_room(task: Task, defenses: tuple[Defense, ...], size: tuple[int, int]) -> None:
    """Refuse windows that reach beyond pictures of `size` (height, width), as placed or once spread, told of whose."""
    windows, patch = task.place(size, LOOKS, Rng(0, "fit")), task.cut(size)
    check_windows(f"{type(task).__name__}.place", windows, (LOOKS, task.views, 4), task.resample, patch)
    check_inside(windows, size, task)
    spread: list[Defense] = []
    for defense in defenses:
        if not isinstance(defense, WindowDefense):
            continue
        wanted, windows = tuple(windows.shape), defense.spread(windows, size, Rng(0, "fit"))
        check_windows(f"{type(defense).__name__}.spread", windows, wanted, task.resample, patch)
        spread += [defense] if defense.changes == "places" else []
        if not lie_inside(windows, size):
            end = windows[..., :2] + windows[..., 2:].abs()
            need = int((end.amax(1) - windows[..., :2].amin(1)).max())
            raise Refused(
                f"{' and '.join(map(repr, spread))} {'leave' if len(spread) > 1 else 'leaves'} no room: the windows "
                f"of {type(task).__name__} would take {need} px, but the images have {size[0]}; take less of "
                f"{'them' if len(spread) > 1 else 'it'}, smaller tiles, or larger images"
            )
