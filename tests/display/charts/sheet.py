"""The colours of display.css, in light and in dark, and the contrast of two colours."""

import re
from pathlib import Path

from cs_lib.display import charts

SHEET = (Path(charts.__file__).parents[1] / "display.css").read_text(encoding="utf-8")
_PAGE = ("paper", "ink", "soft", "axis", "rule")


def variables(block: str) -> dict[str, str]:
    """The custom properties of a block that are plain colours."""
    return dict(re.findall(r"--ts-([\w-]+): (#[0-9a-f]{6});", block))


LIGHT = variables(SHEET[: SHEET.index("@media screen")])
DARK = variables(SHEET[SHEET.index("@media screen") : SHEET.index(".ts-block, .ts-box")])


def contrast(colour: str, other: str) -> float:
    """The WCAG's contrast ratio, from its formula."""

    def luminance(code: str) -> float:
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(colour), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def in_sheet(name: str) -> str:
    """The name that a colour of the palette has in the sheet."""
    return name if name in _PAGE else f"c-{name}"
