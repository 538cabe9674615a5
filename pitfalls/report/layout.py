"""Rows of pictures on one page, in inches: what a row shows at its left, what is said of a picture below it."""

from textwrap import wrap
from typing import Any

WIDE, LEFT, APART, LINE = 2.1, 1.8, 0.1, 0.15  # inches: a column, the labels beside it, between two, a line of text
ACROSS = 6  # columns, beyond which a page cannot be read; further pictures stand below
SAID = 32  # letters below a picture
Row = tuple[str, list[Any], list[str]]  # what it shows, its pictures, tensors (3, H, W) in [0, 1], and what each is


def page(title: list[str], rows: list[Row]) -> Any:
    """A matplotlib Figure: a column a picture, each row as high as its pictures ask."""
    from pitfalls.report.sheet import Sheet

    across = min(ACROSS, len(rows[0][1]))
    width = LEFT + (WIDE + APART) * across
    head = [line for text in title for line in wrap(text, int(13 * width))]
    rows = [_part(row, start) for start in range(0, len(rows[0][1]), ACROSS) for row in rows]
    heights = [WIDE * images[0].shape[-2] / images[0].shape[-1] for _, images, _ in rows]
    said = [["\n".join(wrap(answer, SAID)) for answer in answers] for _, _, answers in rows]
    below = 0.2 + LINE * max(answer.count("\n") + 1 for line in said for answer in line)
    top = 0.2 + LINE * len(head)
    height = top + sum(heights) + below * len(rows)
    sheet = Sheet(figsize=(width, height))
    sheet.subplots_adjust(LEFT / width, below / height, 1 - APART / width, 1 - top / height)
    spaces = {"wspace": APART / WIDE, "hspace": below * len(heights) / sum(heights)}
    axes = sheet.subplots(len(rows), across, squeeze=False, height_ratios=heights, gridspec_kw=spaces)
    for line, (told, images, _), answers in zip(axes, rows, said, strict=True):
        for column, panel in enumerate(line):
            panel.set(xticks=[], yticks=[], frame_on=False)
            if column >= len(images):
                sheet.delaxes(panel)
                continue
            panel.imshow(images[column].permute(1, 2, 0).numpy(), interpolation="nearest", vmin=0, vmax=1)
            panel.set_xlabel(answers[column], fontsize=8)
            if column == 0:
                panel.set_ylabel(told, fontsize=8, rotation=0, ha="right", va="center", labelpad=8)
    sheet.suptitle("\n".join(head), fontsize=9, y=1 - 0.1 / height, va="top")
    return sheet


def _part(row: Row, start: int) -> Row:
    """The pictures of a row that stand in one line of the page."""
    told, images, answers = row
    return told, images[start : start + ACROSS], answers[start : start + ACROSS]
