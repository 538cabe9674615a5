"""A terminal in which nothing that was stored is obeyed: names and messages are shown, control characters too."""

import io
from collections.abc import Callable, Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from pitfalls.refused import plain

WIDTH = 100  # letters a line of what is printed as text


class Screen(Console):
    """A console that tells control characters in the place of sending them."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """All that is drawn of a renderable; what the console itself means as control stays."""
        for each in super().render(renderable, options):
            yield each if each.control else Segment(plain(each.text), each.style)


def as_text(draw: Callable[[Console], None]) -> str:
    """What `draw` prints on the console it is handed, as text without colors and without spaces at the ends."""
    text = io.StringIO()
    draw(Screen(file=text, width=WIDTH, no_color=True, markup=False, emoji=False))
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())
