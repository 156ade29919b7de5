"""A base text in the words of the file: unchanged it stays letter by letter, changed it keeps
its marks where their words still stand.

Two marks are invisible in a deck and come from the base: a reading and a company variable.
Stress is seen and comes from the file, and so does a link where the file can hold one. Signs of
marks that were typed are words: they become letters that make no mark (`letters`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from ... import inline
from ...text.alignment import text_likeness
from .letters import as_letters
from .line import Line
from .punctuation import sign_by_sign

_TOKEN = re.compile(
    r"(?P<ruby>\{(?P<base>[^{}|]+)\|[^{}|]+\})|\{(?P<key>[a-z]+\.[a-z_]+)\}|(?P<stress>\*\*)|"
    + inline.LINK,
    re.ASCII,
)
_BRACKETS = "[]\n"


@dataclass(frozen=True)
class Mark:
    """A reading or variable of a base text: its source, and where its words stand in `Shown`."""

    source: str
    start: int
    end: int
    key: str = ""


@dataclass(frozen=True)
class Shown:
    """What a base text shows with the company's values, and what it keeps unseen.

    `unseen` are lines whose variable is empty, each with the number of seen lines before it.
    """

    text: str
    stress: tuple[bool, ...]
    links: tuple[str, ...]
    marks: tuple[Mark, ...]
    unseen: tuple[tuple[int, str], ...] = ()


def shown(text: str, values: Mapping[str, str]) -> Shown:
    """What the writer shows of a text."""
    pieces: list[str] = []
    stress: list[bool] = []
    links: list[str] = []
    marks: list[Mark] = []
    unseen: list[tuple[int, str]] = []
    stressed, seen = False, 0
    for line in text.split("\n"):
        if any(values.get(key) == "" for key in inline.variables_in(line)):
            unseen.append((seen, line))
            continue
        if seen:
            pieces.append("\n")
            stress.append(stressed)
            links.append("")
        seen += 1
        for token in _tokens(line, values):
            if token.is_switch:
                stressed = not stressed
                continue
            if token.source:
                at = len(stress)
                marks.append(Mark(token.source, at, at + len(token.seen), token.key))
            pieces.append(token.seen)
            stress += [stressed] * len(token.seen)
            links += [token.link] * len(token.seen)
    return _stripped(
        Shown("".join(pieces), tuple(stress), tuple(links), tuple(marks), tuple(unseen))
    )


@dataclass(frozen=True)
class _Token:
    seen: str
    source: str = ""
    key: str = ""
    is_switch: bool = False
    link: str = ""


def _tokens(line: str, values: Mapping[str, str]) -> Iterator[_Token]:
    start, link = 0, ""
    for found in _TOKEN.finditer(line):
        if inline.is_link_mark(found) and not inline.is_real_link_mark(found, link):
            continue
        if found.start() > start:
            yield _Token(line[start : found.start()], link=link)
        start = found.end()
        if found["stress"]:
            yield _Token("", is_switch=True)
        elif inline.is_link_mark(found):
            link = found["address"] or ""
        elif found["ruby"]:
            yield _Token(found["base"], found[0], link=link)
        else:
            value = values.get(found["key"], found[0])
            yield _Token(inline.plain(value), found[0], found["key"], link=link)
    if start < len(line):
        yield _Token(line[start:], link=link)


def _stripped(whole: Shown) -> Shown:
    """The same without blanks at the ends, which no deck keeps."""
    start = len(whole.text) - len(whole.text.lstrip())
    end = max(start, len(whole.text.rstrip()))
    if start == 0 and end == len(whole.text):
        return whole
    marks = tuple(
        Mark(mark.source, max(0, mark.start - start), min(end, mark.end) - start, mark.key)
        for mark in whole.marks
        if mark.end > start and mark.start < end
    )
    stress, links = whole.stress[start:end], whole.links[start:end]
    return Shown(whole.text[start:end], stress, links, marks, whole.unseen)


@dataclass
class MarkupRestorer:
    """Brings base texts into the words of the file.

    `values` are the company's values, as the file shows them; `built` those that the deck was
    written with, where somebody typed others into it since: a place that still shows the old
    ones is untouched all the same. While `votes` is a dictionary, every place of a variable is
    noted there: key → what stands in its place (`None`: a text around it changed, so that
    nothing can be said). `underlined` gathers the texts that came with an underline which
    none of them keeps, `widened` those whose typed signs became letters. Where `may_type_marks`,
    as in the cells of a workbook, they are marks.
    """

    values: Mapping[str, str]
    built: Mapping[str, str] | None = None
    votes: dict[str, list[str | None]] | None = None
    underlined: list[str] = field(default_factory=list)
    widened: list[str] = field(default_factory=list)
    may_type_marks: bool = False
    _seen: dict[str, tuple[Shown, ...]] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """The words that a base text shows."""
        return self._ways(text)[0].text

    def shown_among(self, text: str, lines: Collection[str]) -> str:
        """What a base text shows of some lines; nothing where the deck did not show it."""
        ways = [way.text.replace("\n", " ") for way in self._ways(text)]
        return next((way for way in ways if way in lines), ways[-1])

    def of(self, base: str, line: Line, *, bold: bool = False) -> str:
        """The base text as the file has it; `bold` says that the block is bold by itself."""
        line = line.stripped()
        expected = self._way(base, line.text)
        if self.votes is not None:
            self._vote(expected, line)
        if not bold and any(line.underlined):
            self.underlined.append(line.text)
        is_same = line.text == expected.text and _same_links(expected, line)
        if is_same and _same_stress(expected, line, bold=bold):
            return base
        links = _carried_links(expected, line.text) if line.links is None else line.links
        return self._rebuilt(base, expected, line, line.stress(bold_by_itself=bold), links)

    def said(self, base: str, line: Line) -> str:
        """The same for what is shown without any look: a narration, an alternative text.

        Its stress cannot be seen and stays where its words still stand.
        """
        text = " ".join(line.text.split("\n")).strip()
        expected = self._way(base, text)
        flat = replace(expected, text=expected.text.replace("\n", " "))
        if self.votes is not None:
            self._vote(flat, line)
        if text == flat.text:
            return base
        stress = [False] * len(text)
        for i, j, size in _matcher(flat.text, text).get_matching_blocks():
            stress[j : j + size] = flat.stress[i : i + size]
        return self._rebuilt(base, flat, Line.of(text), stress, _carried_links(flat, text))

    def _rebuilt(
        self,
        base: str,
        expected: Shown,
        line: Line,
        stress: Sequence[bool],
        links: Sequence[str],
    ) -> str:
        """The words of the file with the marks of the base; notes whose signs became letters."""
        letters = line.text if self.may_type_marks else as_letters(line.text, stress)
        text = _rebuilt(expected, line, letters, stress, links).strip()
        if text != base and letters != line.text:
            self.widened.append(line.text)
        return text

    def gone(self, base: str) -> str:
        """The base text where the file shows nothing: what was unseen anyway stays."""
        ways = self._ways(base)
        if not all(way.text for way in ways):
            return base
        return "\n".join(line for _, line in ways[0].unseen)

    def _way(self, text: str, seen: str) -> Shown:
        """The way in which a base text was shown, going by what is seen now."""
        first, *others = self._ways(text)
        if not others or first.text == seen:
            return first
        other = others[0]
        nearer = text_likeness(other.text, seen) > text_likeness(first.text, seen)
        return other if nearer or other.text == seen else first

    def _ways(self, text: str) -> tuple[Shown, ...]:
        """How a text is shown with the values, and, if it differs, with those it was built with."""
        if text not in self._seen:
            first = shown(text, self.values)
            other = first if self.built is None else shown(text, self.built)
            self._seen[text] = (first,) if other == first else (first, other)
        return self._seen[text]

    def _vote(self, expected: Shown, line: Line) -> None:
        assert self.votes is not None
        keys = [mark.key for mark in expected.marks if mark.key]
        if not keys:
            return
        found = _captured(expected, line.text)
        for key in keys:
            self.votes.setdefault(key, []).append(None if found is None else found[key])


def _captured(expected: Shown, text: str) -> dict[str, str] | None:
    """What stands in the places of the variables, where all other words are as they were.

    Other punctuation or width around them is none of their words.
    """
    pattern, at, named, around = "", 0, set(), sign_by_sign(expected.text)
    for mark in expected.marks:
        if not mark.key:
            continue
        pattern += re.escape(around[at : mark.start])
        name = mark.key.replace(".", "__")
        pattern += f"(?P={name})" if mark.key in named else f"(?P<{name}>.+?)"
        named.add(mark.key)
        at = mark.end
    found = re.fullmatch(pattern + re.escape(around[at:]), sign_by_sign(text), re.DOTALL)
    if found is None:
        return None
    return {key: text[slice(*found.span(key.replace(".", "__")))] for key in named}


def _same_stress(expected: Shown, line: Line, *, bold: bool) -> bool:
    """Whether the same signs are stressed; that of a blank cannot be seen."""
    given = line.stress(bold_by_itself=bold)
    # An underline is all that shows stress among bold words, and a link has one anyway.
    unseen = line.links if bold and line.links is not None else ("",) * len(line.text)
    return all(
        one == other
        for sign, one, other, link in zip(line.text, expected.stress, given, unseen, strict=True)
        if not sign.isspace() and not link
    )


def _same_links(expected: Shown, line: Line) -> bool:
    """Whether the same signs lead to the same places, as far as the file can say it."""
    return line.links is None or all(
        one == other
        for sign, one, other in zip(line.text, expected.links, line.links, strict=True)
        if not sign.isspace() and sign not in _BRACKETS
    )


def _carried_links(expected: Shown, text: str) -> tuple[str, ...]:
    """The links of words that still stand, for a file that holds none."""
    links = [""] * len(text)
    if any(expected.links):
        for i, j, size in _matcher(expected.text, text).get_matching_blocks():
            links[j : j + size] = expected.links[i : i + size]
    return tuple(links)


def linked_text(line: Line) -> str:
    """The words of a paragraph with its links as marks."""
    if not any(line.links or ()):
        return line.text
    nothing = Shown("", (), (), ())
    return _rebuilt(nothing, line, line.text, (False,) * len(line.text), line.links or ())


def _rebuilt(
    expected: Shown, line: Line, letters: str, stress: Sequence[bool], links: Sequence[str]
) -> str:
    """The words of a paragraph, written as `letters`, with the marks of the base."""
    places = _places(expected, line.text)
    marks, at = _Marks(), 0
    flags, ways = _closed(line.text, stress), _closed_links(line.text, links)
    for start, end, source in [*places, (len(line.text), len(line.text), "")]:
        while at < start:
            marks.write(letters[at], flags[at], ways[at])
            at += 1
        if source:
            marks.write(source, flags[start], ways[start])
            at = end
    marks.write("", False, "")
    return _with_unseen("".join(marks.out), expected.unseen)


@dataclass
class _Marks:
    """Writes signs and the marks between them; stress begins before a link and ends behind it."""

    out: list[str] = field(default_factory=list)
    stressed: bool = False
    link: str = ""

    def write(self, words: str, stressed: bool, link: str) -> None:
        """Write some words that are stressed or not, and lead somewhere or nowhere."""
        if self.link and link != self.link:
            self.out.append(f"]({self.link})")
        if stressed != self.stressed:
            self.out.append("**")
        if link and link != self.link:
            self.out.append("[")
        self.out.append(words)
        self.stressed, self.link = stressed, link


def _closed_links(text: str, links: Sequence[str]) -> list[str]:
    """The links without those of brackets and line breaks, which no mark holds.

    A blank leads somewhere between two signs that lead there.
    """
    ways = ["" if sign in _BRACKETS else link for sign, link in zip(text, links, strict=True)]
    for number, sign in enumerate(text):
        if sign.isspace():
            before = ways[number - 1] if number else ""
            after = next(
                (ways[k] for k in range(number + 1, len(text)) if not text[k].isspace()), ""
            )
            ways[number] = before if before == after and sign not in _BRACKETS else ""
    return ways


def _closed(text: str, stress: Sequence[bool]) -> list[bool]:
    """The stress with that of blanks settled: a blank is stressed between stressed signs."""
    flags = list(stress)
    for number, sign in enumerate(text):
        if sign.isspace():
            before = number > 0 and flags[number - 1]
            after = next(
                (stress[k] for k in range(number + 1, len(text)) if not text[k].isspace()), False
            )
            flags[number] = before and after
    return flags


def _places(expected: Shown, text: str) -> list[tuple[int, int, str]]:
    """Where the words of each mark stand now, in order; marks whose words are gone are not."""
    if not expected.marks:
        return []
    blocks = _matcher(expected.text, text).get_matching_blocks()
    aligned = [_moved(mark, blocks) for mark in expected.marks]
    places: list[tuple[int, int, str]] = []
    for number, mark in enumerate(expected.marks):
        start = aligned[number]
        least = places[-1][1] if places else 0
        if start is None or start < least:
            most = next(
                (at for at in aligned[number + 1 :] if at is not None and at >= least), None
            )
            words = expected.text[mark.start : mark.end]
            start = _found(text, words, mark, least, most) if words else -1
        if start >= 0:
            places.append((start, start + mark.end - mark.start, mark.source))
    return places


def _found(text: str, words: str, mark: Mark, least: int, most: int | None) -> int:
    """Where the words of a mark stand; those of a value in any punctuation and width."""
    start = text.find(words, least, most)
    if start < 0 and mark.key:
        return sign_by_sign(text).find(sign_by_sign(words), least, most)
    return start


def _matcher(one: str, other: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, one, other, autojunk=False)


def _moved(mark: Mark, blocks: Iterable[tuple[int, int, int]]) -> int | None:
    for i, j, size in blocks:
        if i <= mark.start and mark.end <= i + size:
            return j + mark.start - i
    return None


def _with_unseen(text: str, unseen: Sequence[tuple[int, str]]) -> str:
    if not unseen:
        return text
    lines = text.split("\n")
    for moved, (before, line) in enumerate(unseen):
        lines.insert(min(before + moved, len(lines)), line)
    return "\n".join(lines)
