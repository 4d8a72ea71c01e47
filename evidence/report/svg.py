"""Drawing as SVG text: letters stay letters, equal drawings are equal bytes, and no style needs a policy's leave."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from evidence.report.citing import printable

INK, SOFT, ACCENT, PALE, PAPER = "#1d2530", "#565f6b", "#0b5563", "#cfe0e3", "#ffffff"
LINE = 15  # pixels from one line of text to the next


def drawing(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    """A whole drawing, its title read out by a screen reader; `parts` are drawn in order."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    named = escape(printable(title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{named}"><title>{named}</title>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<g font-family="sans-serif" font-size="12" fill="{INK}">{"".join(parts)}</g></svg>\n'
    )


def text(x: float, y: float, said: str, **looks: object) -> str:
    """A line of text that stands on `y`; `looks` are attributes, `_` for `-`."""
    return f'<text x="{x:g}" y="{y:g}"{_attributes(looks)}>{escape(printable(said), quote=False)}</text>'


def lines(x: float, y: float, said: Sequence[str], **looks: object) -> str:
    """Lines of text below each other, the first on `y`."""
    return "".join(text(x, y + LINE * place, line, **looks) for place, line in enumerate(said))


def rect(x: float, y: float, width: float, height: float, fill: str, **looks: object) -> str:
    """A rectangle."""
    size = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return f'<rect {size} fill="{fill}"{_attributes(looks)}/>'


def path(points: Sequence[tuple[float, float]], stroke: str = SOFT, **looks: object) -> str:
    """A line through the points."""
    way = "L".join(f"{x:g} {y:g}" for x, y in points)
    return f'<path d="M{way}" fill="none" stroke="{stroke}"{_attributes(looks)}/>'


def arrow(points: Sequence[tuple[float, float]]) -> str:
    """A line through the points, with a head at the last: downwards or to the right."""
    (x0, _), (x, y) = points[-2:]
    head = [(x - 4, y - 6), (x + 4, y - 6)] if x0 == x else [(x - 6, y - 4), (x - 6, y + 4)]
    corners = "L".join(f"{a:g} {b:g}" for a, b in (*head, (x, y)))
    return path(points) + f'<path d="M{corners}Z" fill="{SOFT}"/>'


def wrapped(said: str, letters: int) -> list[str]:
    """The text in lines of at most so many letters."""
    return wrap(printable(said), letters) or [""]


def _attributes(looks: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in looks.items())
