"""How small and how stable can matplotlib's SVG be? Parsed, and only what draws is kept.

Prolog, comments, font names, bare groups and unused ids go; numbers keep one decimal of a pixel.
A colour becomes a plain attribute and a class: a style sheet can give the class another colour in
the dark, and a reader without style sheets (PDF) still has the light one. Ids that are used
(patterns, markers) carry the drawing's digest, because one page holds many.
"""

import hashlib
import re
from collections import Counter
from typing import Any, TypeAlias

from lxml import etree

from cs_lib.display.charts.theme import PALETTE

Element: TypeAlias = Any
"""An element of lxml, which has no types."""
SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_CLASSES = {colour: name for name, colour in PALETTE.items()}
_PAINT = {"fill": "f", "stroke": "s"}
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity",
         "stroke-opacity", "text-anchor")  # fmt: skip
_NUMERIC = ("d", "x", "y", "width", "height", "points", "transform", "stroke-width",
            "stroke-dasharray")  # fmt: skip
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_UNSPACED = re.compile(r" ?([A-Za-z]) ?")
_SIZE, _BOLD = re.compile(r"([\d.]+)px"), re.compile(r"\b(?:bold|700)\b")


def clean(drawn: str, salt: str = "") -> str:
    """The inline form of a whole SVG document as matplotlib writes it.

    `salt` keeps the ids of two equal drawings apart, such as those of two exhibits.
    """
    parser = etree.XMLParser(
        remove_comments=True, remove_blank_text=True, resolve_entities=False, no_network=True
    )
    root = etree.fromstring(drawn.encode(), parser)
    for element in list(root.iter("*")):
        element.tail = None
        _plain(element)
    _drop_unseen(root)
    _unwrap_bare_groups(root)
    _join_paths(root)
    _one_font(root)
    _own_ids(root, salt)
    view = root.get("viewBox", "")
    for name in set(root.attrib) - {"font-size"}:
        del root.attrib[name]
    root.set("viewBox", view)
    root.set("aria-hidden", "true")
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _plain(element: Element) -> None:
    """Its style as attributes, shortened; colours of the palette by class as well."""
    for name, value in _declarations(element.attrib.pop("style", "")):
        if name.startswith("font"):
            _font(element, name, value)
        elif name in _KEPT:
            element.set(name, value)
    element.attrib.pop("clip-path", None)  # every axis is as long as what it shows
    if _HREF in element.attrib:
        element.set("href", element.attrib.pop(_HREF))
    if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
        del element.attrib["transform"]
    for name in _NUMERIC:
        if name in element.attrib:
            element.set(name, _shortened(element.get(name)))
    if "d" in element.attrib:
        element.set("d", _short_path(element.get("d")))
    classes = [
        f"{letter}-{_CLASSES[element.get(paint)]}"
        for paint, letter in _PAINT.items()
        if element.get(paint) in _CLASSES
    ]
    if classes:
        element.set("class", " ".join(classes))


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _font(element: Element, name: str, value: str) -> None:
    """Size, weight and slant, from `font` or its parts; the family is the page's."""
    if name == "font-family":
        return
    size, weight = _SIZE.search(value), _BOLD.search(value)
    if size:
        element.set("font-size", size[1])
    if weight and "size" not in name:
        element.set("font-weight", "bold")
    if "italic" in value:
        element.set("font-style", "italic")


def _shortened(numbers: str) -> str:
    short = _NUMBER.sub(_short, numbers)
    return " ".join(short.split())


def _short(found: re.Match[str]) -> str:
    text = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _short_path(path: str) -> str:
    """Straight strokes along an axis by one number: "M0 5H9V0H0z" is a bar."""
    words = path.split()
    if set(filter(str.isalpha, words)) - {"M", "L", "z"}:
        return _UNSPACED.sub(r"\1", path)
    said, x, y, place = "", "", "", 0
    while place < len(words):
        if words[place] == "z":
            said, place = said + "z", place + 1
            continue
        command, to_x, to_y = words[place : place + 3]
        if command == "L" and to_y == y:
            said += f"H{to_x}"
        elif command == "L" and to_x == x:
            said += f"V{to_y}"
        else:
            said += f"{command}{to_x} {to_y}"
        x, y, place = to_x, to_y, place + 3
    return said


def _join_paths(root: Element) -> None:
    """Neighbours that are painted alike become one path."""
    for path in list(root.iter(f"{{{SVG}}}path")):
        before = path.getprevious()
        if before is None or before.tag != path.tag or "id" in path.attrib or "id" in before.attrib:
            continue
        rest = [{k: v for k, v in each.attrib.items() if k != "d"} for each in (before, path)]
        if rest[0] == rest[1] and not any("opacity" in name for name in rest[0]):
            path.set("d", before.get("d", "") + path.get("d", ""))
            _parent(before).remove(before)


def _drop_unseen(root: Element) -> None:
    """Metadata, style elements, and the paths of backgrounds that are not painted."""
    for element in list(root.iter(f"{{{SVG}}}metadata", f"{{{SVG}}}style", f"{{{SVG}}}clipPath")):
        _parent(element).remove(element)
    for path in list(root.iter(f"{{{SVG}}}path")):
        if path.get("fill") == "none" and path.get("stroke") is None and path.get("id") is None:
            _parent(path).remove(path)
    for defs in list(root.iter(f"{{{SVG}}}defs")):
        if len(defs) == 0:
            _parent(defs).remove(defs)


def _unwrap_bare_groups(root: Element) -> None:
    """Groups that carry nothing but a name change nothing: their children take their place."""
    for group in list(root.iter(f"{{{SVG}}}g")):
        if set(group.attrib) <= {"id"}:
            parent, place = _parent(group), _parent(group).index(group)
            parent[place : place + 1] = list(group)


def _one_font(root: Element) -> None:
    """The size that most words have stands once, at the root."""
    texts = list(root.iter(f"{{{SVG}}}text"))
    sizes = Counter(text.get("font-size", "") for text in texts)
    usual = max(sizes, key=lambda size: (sizes[size], size), default="")
    if not usual:
        return
    root.set("font-size", usual)
    for text in texts:
        if text.get("font-size") == usual:
            del text.attrib["font-size"]


def _own_ids(root: Element, salt: str) -> None:
    """Ids that something refers to become the drawing's own; the others go."""
    mark = "t" + hashlib.sha256(salt.encode() + etree.tostring(root)).hexdigest()[:8]
    used: dict[str, str] = {}
    for element in root.iter("*"):
        for name, value in list(element.attrib.items()):
            target = _referred(name, value)
            if target:
                new = used.setdefault(target, f"{mark}{len(used)}")
                element.set(name, value.replace(f"#{target}", f"#{new}"))
    for element in list(root.iter("*")):
        name = element.attrib.pop("id", None)
        if name in used:
            element.set("id", used[name])


def _referred(name: str, value: str) -> str | None:
    """The id that an attribute's value refers to."""
    if name == "href":
        return value.removeprefix("#")
    return value[5:-1] if value.startswith("url(#") else None


def _parent(element: Element) -> Element:
    parent = element.getparent()
    if parent is None:
        raise ValueError("the drawing itself has no parent")
    return parent
