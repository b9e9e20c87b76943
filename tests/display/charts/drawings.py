"""What stands in a figure, read back from its HTML."""

from lxml import html as lxml_html

from cs_lib.display import charts

_DRAWN: dict[int, tuple] = {}


def html(told) -> str:
    """The figure of an exhibit; a drawing takes a while, so each is made once."""
    if id(told) not in _DRAWN:
        _DRAWN[id(told)] = (told, charts.drawn(told))
    return _DRAWN[id(told)][1]


def figure(told):
    """The figure of an exhibit, parsed."""
    return lxml_html.fragment_fromstring(html(told))


def drawing(told, narrow: bool = False):
    """Its wide or narrow drawing."""
    kind = "ts-narrow" if narrow else "ts-wide"
    (found,) = figure(told).xpath(f".//div[@class='{kind}']/svg")
    return found


def texts(told, narrow: bool = False) -> list[str]:
    """The words of a drawing, in its order."""
    return ["".join(text.itertext()) for text in drawing(told, narrow).iter("text")]


def alt(told) -> str:
    """What stands for the drawing where it is not seen."""
    (found,) = figure(told).xpath(".//div[@role='img']/@aria-label")
    return found


def unit_line(told) -> str:
    """What stands under the title."""
    (found,) = figure(told).xpath(".//figcaption")
    return "".join(found.itertext())


def boxes(svg, colour: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each bar of the class, in the drawing's order."""
    found = []
    for path in svg.xpath(
        f".//path[not(ancestor::defs)][contains(concat(' ', @class, ' '), ' {colour} ')]"
    ):
        found += [extent(part) for part in path.get("d").split("M") if part]
    return found


def extent(path: str) -> tuple[float, float, float, float]:
    """The box of one stroke of a path that goes along the axes."""
    xs, ys, number, command = [], [], "", "M"
    spoken = path.replace("z", "") + "E"
    for letter in spoken:
        if letter in "HVLE":
            numbers = [float(part) for part in number.split()]
            xs += numbers[:1] if command in "MLH" else []
            ys += numbers[-1:] if command in "MLV" else []
            number, command = "", letter
        else:
            number += letter
    return min(xs), min(ys), max(xs), max(ys)
