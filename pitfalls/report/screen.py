"""A terminal in which nothing that was stored is obeyed: names and messages are shown, control characters too."""

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from pitfalls.refused import plain


class Screen(Console):
    """A console that tells control characters in the place of sending them."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """All that is drawn of a renderable; what the console itself means as control stays."""
        for each in super().render(renderable, options):
            yield each if each.control else Segment(plain(each.text), each.style)
