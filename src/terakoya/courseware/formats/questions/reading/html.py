"""HTML of a question bank → texts with our marks: ruby, stress, links stay, the rest is words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from ....addresses import allowed_address
from ....text.characters import without_unwritable
from .several_languages import in_language

_BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "table", "tr", "pre", "section", "article"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
_UNSEEN = {"script", "style", "rt", "rp", "head", "title"}
_EMPHASIS = {"em", "i", "u", "mark", "s", "strike", "del", "sub", "sup", "font"}
_CELLS = " / "
_PICTURES = {"img", "svg", "video", "audio", "object", "iframe", "embed"}
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|ruby|rt|sub|sup|img|ul|ol|li|blockquote|table|a)\b[^<>]*>|"
    r"&(?:[a-z]+|#[0-9]+);",
    re.IGNORECASE,
)


_REFERENCE = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));?")
_LAST = 0x10FFFF


@dataclass
class HtmlText:
    """What a fragment says: its words, a quotation in front of them, and what was left out.

    `lost` are kinds of what no text of a course holds, with an example of each; `left` the codes
    of other languages that stood beside.
    """

    text: str = ""
    scene: str = ""
    lost: dict[str, str] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    _lines: list[str] = field(default_factory=lambda: [""])
    _stressed: bool = False


def looks_like_html(text: str) -> bool:
    """Whether a text of no stated format holds HTML."""
    return _LOOKS_LIKE_HTML.search(text) is not None


def read_words(words: str, language: str, *, is_html: bool) -> HtmlText:
    """A text of a question bank in one language, with or without HTML."""
    one = in_language(words, language)
    if is_html:
        out = read_html(one.text)
    else:
        out = HtmlText("\n".join(line.strip() for line in one.text.strip().split("\n")))
    out.left = one.left
    return out


def html_words(words: str, language: str) -> HtmlText:
    """HTML that somebody typed into a cell or line; its line ends are line ends."""
    return read_words(words.replace("\n", "<br>"), language, is_html=True)


def read_html(fragment: str) -> HtmlText:
    """The words of a fragment; one quotation at its beginning is the scene."""
    out = HtmlText()
    if not fragment.strip():
        return out
    root = _root(fragment)
    first = next(iter(root), None)
    if first is not None and first.tag == "blockquote" and not (root.text or "").strip():
        scene = HtmlText()
        _walk(first, scene, stress=False)
        out.scene = _closed(scene)
        out.lost = scene.lost
        tail = first.tail
        root.remove(first)
        root.text = tail
    _walk(root, out, stress=False)
    out.text = _closed(out)
    return out


def _root(fragment: str) -> etree._Element:
    fragment = without_unwritable(_REFERENCE.sub(_written, fragment))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = html.fragment_fromstring(fragment, create_parent="div", parser=parser)
    assert isinstance(root, etree._Element)
    return root


def _written(reference: re.Match[str]) -> str:
    """A reference to a character by its number; nothing where no text may hold that character."""
    number = int(reference[1]) if reference[1] else int(reference[2], 16)
    sign = chr(number) if number <= _LAST else ""
    return reference[0] if without_unwritable(sign) else ""


def _walk(node: etree._Element, out: HtmlText, *, stress: bool) -> None:
    tag = str(node.tag).lower() if isinstance(node.tag, str) else ""
    if tag in _UNSEEN or not tag:
        return
    if tag in _PICTURES:
        out.lost.setdefault("img", str(node.get("alt") or node.get("src") or tag))
        return
    _tell(node, tag, out)
    if tag == "br":
        _switch(out, False)
        out._lines.append("")
        return
    if tag == "ruby":
        _add(out, _ruby(node), stress)
        return
    if tag in _BLOCKS and tag != "li":
        _break(out)
    if tag in ("td", "th") and node.getprevious() is not None:
        _add(out, _CELLS, stress)
    inner = stress or tag in ("b", "strong")
    way = _way(node, tag)
    if way:
        _mark(out, "[", inner)
    _walk_inside(node, tag, out, stress=inner)
    if way:
        _mark(out, f"]({way})", inner)
    if tag in _BLOCKS:
        _break(out)


def _walk_inside(node: etree._Element, tag: str, out: HtmlText, *, stress: bool) -> None:
    _add(out, node.text or "", stress)
    number = 0
    for child in node:
        if child.tag == "li":
            number += 1
            _break(out)
            _add(out, f"{number}. " if tag == "ol" else "・", stress)
        _walk(child, out, stress=stress)
        _add(out, child.tail or "", stress)


def _mark(out: HtmlText, sign: str, stress: bool) -> None:
    """Write the beginning or the end of a link, inside the stress around it."""
    _switch(out, stress)
    out._lines[-1] += sign


def _way(node: etree._Element, tag: str) -> str:
    """Where a link leads that a text of a course holds; empty for any other element."""
    words = "".join(map(str, node.itertext()))
    is_held = words.strip() and not any(sign in words for sign in "[]")
    if tag != "a" or not is_held or any(one.tag in {"br", *_BLOCKS} for one in node.iter()):
        return ""
    return allowed_address(str(node.get("href") or "")) or ""


def _tell(node: etree._Element, tag: str, out: HtmlText) -> None:
    """Note what is lost of an element whose words stay: the first one of a kind."""
    if tag == "a" and (address := str(node.get("href") or "")) and not _way(node, tag):
        out.lost.setdefault("link", address)
    name = "table" if tag == "table" else "emphasis" if tag in _EMPHASIS else ""
    if name and name not in out.lost:
        cells = (str(text).strip() for text in node.itertext())
        if words := _CELLS.join(filter(None, cells)):
            out.lost[name] = words


def _ruby(node: etree._Element) -> str:
    base = "".join(_words_of(node, skip=("rt", "rp")))
    reading = "".join(str(text) for rt in node.iter("rt") for text in rt.itertext())
    return f"{{{base}|{reading}}}" if base and reading else base


def _words_of(node: etree._Element, skip: tuple[str, ...]) -> list[str]:
    words = [node.text or ""]
    for child in node:
        if child.tag not in skip:
            words += _words_of(child, skip)
        words.append(child.tail or "")
    return words


def _add(out: HtmlText, text: str, stress: bool) -> None:
    text = _SPACES.sub(" ", text)
    if not out._lines[-1]:
        text = text.lstrip(" ")
    if not text:
        return
    if text != " ":
        _switch(out, stress)
    out._lines[-1] += text


def _switch(out: HtmlText, stress: bool) -> None:
    """Open or close the stress; a line ends without any."""
    if out._stressed != stress:
        if not stress:
            line = out._lines[-1]
            words = line.rstrip(" ")
            out._lines[-1] = f"{words}**{line[len(words) :]}"
        else:
            out._lines[-1] += "**"
        out._stressed = stress


def _break(out: HtmlText) -> None:
    if out._lines[-1].strip():
        _switch(out, False)
        out._lines.append("")


def _closed(out: HtmlText) -> str:
    _switch(out, False)
    return "\n".join(_SPACES.sub(" ", line).strip(" ") for line in out._lines).strip()
