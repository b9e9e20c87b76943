"""How small and how stable can matplotlib's SVG be? Only what draws is kept.

Prolog, comments, font names, bare groups and unused ids go; numbers keep one decimal of a pixel.
Ids that are used (clip paths, markers) carry the drawing's digest, because one page holds many.
"""

import hashlib
import re

_HEAD = r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1" aria-hidden="true">'
_CUTS = (
    (r"<!--.*?-->|<metadata>.*?</metadata>|<style[^>]*>.*?</style>", ""),
    (r'<path d="[^"]*"(?: clip-path="[^"]*")? style="fill: none"/>', ""),
    (r"<defs>\s*</defs>", ""),
    (r"(?<=>)\s+(?=<)", ""),
)
_CUTS_IN_TAGS = (
    (r" ?font-family: [^;\"]*;?", ""),
    (r' transform="rotate\(-?0 [^)]*\)"', ""),
    (r"xlink:href", "href"),
    (r"\s*\n\s*", " "),
    (r"(?<![\w#.])-?\d+\.\d+", lambda found: _short(found[0])),
)


def clean(drawn: str) -> str:
    """The inline form of a whole SVG document as matplotlib writes it."""
    body = re.sub(r'<svg[^>]*viewBox="([^"]+)"[^>]*>', _HEAD, drawn[drawn.index("<svg") :], count=1)
    for pattern, replacement in _CUTS:
        body = re.sub(pattern, replacement, body, flags=re.S)
    # words between tags are the reader's: only what stands inside a tag is shortened
    body = re.sub(r"<[^>]*>", _tag, body)
    return _without_bare_groups(_with_own_ids(body))


def _tag(found: re.Match[str]) -> str:
    text = found[0]
    for pattern, replacement in _CUTS_IN_TAGS:
        text = re.sub(pattern, replacement, text)
    return text


def _short(number: str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _with_own_ids(body: str) -> str:
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', body))
    mark = "t" + hashlib.sha256(body.encode()).hexdigest()[:8]
    body = re.sub(r' id="([^"]+)"', lambda m: f' id="{mark}{m[1]}"' if m[1] in used else "", body)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{mark}", body)


def _without_bare_groups(body: str) -> str:
    """Groups that carry no attribute change nothing; only the others keep their two tags."""
    kept: list[bool] = []

    def tag(found: re.Match[str]) -> str:
        if found[0] == "</g>":
            return "</g>" if kept.pop() else ""
        kept.append(found[0] != "<g>")
        return found[0] if kept[-1] else ""

    return re.sub(r"</?g(?: [^>]*)?>", tag, body)
