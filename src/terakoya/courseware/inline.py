"""The four marks inside a text: `{漢字|かんじ}`, `**stress**`, `{desk.name}`, `[words](https://…)`.

`parse` is total: what is not a mark is text. Marks do not nest, except that a reading or a
variable may stand inside stress, and all three inside a link. The words of a link hold no bracket
and no line break; its address is one that `addresses` allows, else the whole is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .addresses import CHARACTERS, allowed_address

_ADDRESS = rf"(?:https?://|mailto:|tel:){CHARACTERS}+"
# The beginning of a link sees its end, so that a bracket of the text is none.
LINK = rf"\[(?=[^\[\]\n]+\]\((?P<address>{_ADDRESS})\))|(?P<end>\]\({_ADDRESS}\))"
_MARK = re.compile(
    r"\{(?P<base>[^{}|]+)\|(?P<reading>[^{}|]+)\}|\{(?P<key>[a-z]+\.[a-z_]+)\}|(?P<stress>\*\*)|"
    + LINK,
    re.ASCII,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|www\.", re.IGNORECASE)
_LIKE_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^)\s]*)\)")


@dataclass(frozen=True)
class Span:
    """A run of text: plain, stressed, or with a reading (`ruby`); `link` is where it leads."""

    text: str
    ruby: str | None = None
    stress: bool = False
    link: str = ""


@dataclass(frozen=True)
class Slot:
    """The place of a company variable within a text."""

    key: str
    stress: bool = False


def parse(text: str) -> tuple[Span, ...]:
    """Split a text (variables already filled) into spans."""
    return tuple(one for one in _spans(text, slots=False) if isinstance(one, Span))


def parse_with_slots(text: str) -> tuple[Span | Slot, ...]:
    """Split a text into spans and the places where variables go in."""
    return tuple(_spans(text, slots=True))


def _spans(text: str, *, slots: bool) -> Iterator[Span | Slot]:
    stress, link, start = False, "", 0
    for mark in _MARK.finditer(text):
        if mark["key"] and not slots:
            continue
        if is_link_mark(mark) and not is_real_link_mark(mark, link):
            continue
        if mark.start() > start:
            yield Span(text[start : mark.start()], None, stress, link)
        start = mark.end()
        if mark["stress"]:
            stress = not stress
        elif mark["key"]:
            yield Slot(mark["key"], stress)
        elif is_link_mark(mark):
            link = mark["address"] or ""
        else:
            yield Span(mark["base"], mark["reading"], stress, link)
    if start < len(text):
        yield Span(text[start:], None, stress, link)


def is_link_mark(mark: re.Match[str]) -> bool:
    """Whether what was found begins or ends a link."""
    return bool(mark["address"] or mark["end"])


def is_real_link_mark(mark: re.Match[str], link: str) -> bool:
    """Whether a link begins or ends here, where `link` is the address of the one around it."""
    if mark["end"]:
        return bool(link)
    return allowed_address(mark["address"]) == mark["address"]


def plain(text: str) -> str:
    """The text without marks, as it is seen: `{顧客等|こきゃくとう}` gives 顧客等."""
    return "".join(span.text for span in parse(text))


def spoken(text: str) -> str:
    """The text as a voice says it: readings replace the words they stand over."""
    return "".join(span.ruby or span.text for span in parse(text))


def links_of(text: str) -> tuple[str, ...]:
    """The addresses that a text leads to, in order."""
    return tuple(
        mark["address"]
        for mark in _MARK.finditer(text)
        if mark["address"] and is_real_link_mark(mark, "")
    )


def variables_in(text: str) -> tuple[str, ...]:
    """The keys of the company variables in a text, in order."""
    return tuple(mark["key"] for mark in _MARK.finditer(text) if mark["key"])


def has_stray_mark(text: str) -> bool:
    """Whether a brace or a stress mark stands alone."""
    rest = re.sub(r"\{[^{}|]+\|[^{}|]+\}|\{[a-z]+\.[a-z_]+\}", "", _LIKE_LINK.sub(r"\1", text))
    return "{" in rest or "}" in rest or rest.count("**") % 2 == 1


def unusable_links(text: str) -> tuple[str, ...]:
    """The addresses of what is written like a link and is none."""
    found = (address for _, address in _LIKE_LINK.findall(text) if _SCHEME.match(address))
    return tuple(address for address in found if allowed_address(address) != address)


def fill(text: str, values: Mapping[str, str]) -> str | None:
    """Fill in company variables. `None` when one of them is empty: the whole line goes away.

    An unknown key stays as it stands; `checks` finds it.
    """
    keys = variables_in(text)
    if any(values.get(key) == "" for key in keys):
        return None
    return _MARK.sub(lambda mark: _value(mark, values), text)


def _value(mark: re.Match[str], values: Mapping[str, str]) -> str:
    key = mark["key"]
    return mark[0] if key is None else values.get(key, mark[0])


def fill_lines(lines: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """Fill in several lines; those with an empty variable go away."""
    return tuple(line for line in (fill(text, values) for text in lines) if line is not None)
