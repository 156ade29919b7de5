"""Other words in the paragraphs of somebody's own deck: the look around them stays theirs.

What is the same at the beginning and at the end of a paragraph is not touched at all. What stands
between them takes the look of the run that it replaces; where several looks are replaced, the
first one's, which is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import etree

from ....text.alignment import align_texts
from ...marked_text.line import Line
from ..reading.lines import line_of
from ..reading.xml import A
from ..writing.text import link_element
from ..writing.xml import el, writable

_LOOKS = ("b", "i", "u", "strike", "sz", "baseline", "cap")


_Look = tuple[bool, bool, str]  # bold, underlined, where it leads
Replacement = tuple[str, str]  # old words and new ones; either may be empty


@dataclass
class TextPatch:
    """What happened while words were put in: looks that were lost, words without a place."""

    mixed: bool = False
    missed: list[Replacement] = field(default_factory=list)


@dataclass(frozen=True)
class _Run:
    """A run, break or field of a paragraph with its characters."""

    element: etree._Element
    text: str

    @property
    def look(self) -> etree._Element | None:
        """Its properties."""
        return self.element.find(f"{A}rPr")


def patch_body(
    body: etree._Element, before: Sequence[etree._Element], after: Sequence[etree._Element]
) -> TextPatch:
    """Bring the paragraphs of a text body from one written state to another.

    `before` and `after` are the paragraphs (`a:p`) as our writer draws both states.
    """
    done = TextPatch()
    old, new = [_line(one) for one in before], [_line(one) for one in after]
    if old == new:
        return done
    theirs = [one for one in body.iterfind(f"{A}p") if line_of(one).text.strip()]
    found = align_texts([one.text for one in old], [line_of(one).stripped().text for one in theirs])
    at: dict[int, etree._Element] = {
        origin: theirs[number] for number, origin in enumerate(found) if origin is not None
    }
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind != "equal":
            _patch_stretch(body, at, (old, range(i, i_end)), (new, range(j, j_end)), done)
    return done


def _patch_stretch(
    body: etree._Element,
    at: dict[int, etree._Element],
    old: tuple[Sequence[Line], range],
    new: tuple[Sequence[Line], range],
    done: TextPatch,
) -> None:
    olds, news = list(old[1]), list(new[1])
    last: etree._Element | None = None
    for place, number in enumerate(news):
        if place < len(olds):
            last = at.get(olds[place])
            was, now = old[0][olds[place]], new[0][number]
            if last is None:
                done.missed.append((was.text, now.text))
            else:
                patch_paragraph(last, was, now, done)
            continue
        model = last if last is not None else _neighbour(at, old[1].start)
        last = _added(body, model, new[0][number])
    for number in olds[len(news) :]:
        gone = at.get(number)
        if gone is None:
            done.missed.append((old[0][number].text, ""))
        else:
            _take_out(body, gone)


def _neighbour(at: dict[int, etree._Element], start: int) -> etree._Element | None:
    before = [number for number in at if number < start]
    return at[max(before)] if before else None


def _added(body: etree._Element, after: etree._Element | None, line: Line) -> etree._Element:
    """A paragraph that looks like the one before it (or the first), with other words."""
    paragraphs = body.findall(f"{A}p")
    model = after if after is not None else paragraphs[0] if paragraphs else el("a:p")
    made = deepcopy(model)
    known = _line(made)
    patch_paragraph(made, known, line, TextPatch())
    if after is not None:
        after.addnext(made)
    elif paragraphs:
        paragraphs[0].addprevious(made)
    else:
        body.append(made)
    return made


def _take_out(body: etree._Element, paragraph: etree._Element) -> None:
    if len(body.findall(f"{A}p")) > 1:
        body.remove(paragraph)
        return
    for run in _runs(paragraph):  # a text body has at least one paragraph
        paragraph.remove(run.element)


def patch_paragraph(paragraph: etree._Element, old: Line, new: Line, done: TextPatch) -> None:
    """Other words in one paragraph; `old` and `new` are what our writer shows of both states."""
    runs = _runs(paragraph)
    text = "".join(run.text for run in runs)
    # Blanks at the ends are no words of the course and stay.
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    shown = text[start:end]
    head, tail = _same_ends(shown, new.text)
    if old.text == shown:  # words that stay may have another stress
        head, tail = _same_ends(_signs(old), _signs(new))
    elif old.text == new.text:
        head, tail = _same_look(old, new)
    cut = (start + head, end - tail)
    middle = new.part(head, len(new.text) - tail)
    replaced = _covered(runs, *cut)
    if len({_signature(run.look) for run in replaced}) > 1:
        done.mixed = True
    model = replaced[0] if replaced else _run_before(runs, cut[0])
    written = _look_at(old, head)
    pieces = [
        *_cut_runs(runs, 0, cut[0]),
        *_made(middle, model, written),
        *_cut_runs(runs, cut[1], len(text)),
    ]
    for run in runs:
        paragraph.remove(run.element)
    place = 1 if paragraph.find(f"{A}pPr") is not None else 0
    for number, piece in enumerate(pieces):
        paragraph.insert(place + number, piece)


def _line(paragraph: etree._Element) -> Line:
    return line_of(paragraph).stripped()


def _runs(paragraph: etree._Element) -> list[_Run]:
    found = []
    for child in paragraph:
        if child.tag == f"{A}br":
            found.append(_Run(child, "\n"))
        elif child.tag in (f"{A}r", f"{A}fld"):
            found.append(_Run(child, "".join(t.text or "" for t in child.iterfind(f"{A}t"))))
    return found


_Signs = str | list[tuple[str, _Look]]


def _looks(line: Line) -> list[_Look]:
    """Whether each character is bold and underlined, and where it leads."""
    links = ("",) * len(line.text) if line.links is None else line.links
    return list(zip(line.bold, line.underlined, links, strict=True))


def _signs(line: Line) -> list[tuple[str, _Look]]:
    """The characters of a line with their looks."""
    return list(zip(line.text, _looks(line), strict=True))


def _same_ends(one: _Signs, other: _Signs) -> tuple[int, int]:
    """How many characters are the same from the beginning, and of the rest from the end."""
    head = _common(one, other)
    return head, _common(one[head:][::-1], other[head:][::-1])


def _common(one: _Signs, other: _Signs) -> int:
    """How many characters are the same from the beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _same_look(old: Line, new: Line) -> tuple[int, int]:
    same = [a == b for a, b in zip(_looks(old), _looks(new), strict=True)]
    if all(same):
        return len(same), 0
    head = same.index(False)
    return head, min(same[::-1].index(False), len(same) - head)


def _covered(runs: Sequence[_Run], start: int, end: int) -> list[_Run]:
    """The runs that hold some of these characters."""
    found, at = [], 0
    for run in runs:
        if at < end and at + len(run.text) > start and run.text:
            found.append(run)
        at += len(run.text)
    return found


def _run_before(runs: Sequence[_Run], place: int) -> _Run | None:
    """The run that ends at a place, or the first one."""
    at, best = 0, None
    for run in runs:
        if run.text and (best is None or at < place):
            best = run
        at += len(run.text)
    return best


def _cut_runs(runs: Sequence[_Run], start: int, end: int) -> list[etree._Element]:
    """These characters in runs with the looks that they have."""
    made, at = [], 0
    for run in runs:
        left, right = max(start - at, 0), min(end - at, len(run.text))
        if left < right:
            made.append(deepcopy(run.element))
            text = made[-1].find(f"{A}t")
            if text is not None:
                text.text = run.text[left:right]
            made[-1].tail = None
        at += len(run.text)
    return made


def _signature(look: etree._Element | None) -> tuple[str | None, ...]:
    """What of a look is seen: not the language, nor which font a program chose for it."""
    if look is None:
        return (None,) * (len(_LOOKS) + 1)
    colour = look.find(f"{A}solidFill")
    shown = None if colour is None else etree.tostring(colour, method="c14n").decode()
    return (*(look.get(name) for name in _LOOKS), shown)


def _look_at(line: Line, place: int) -> _Look:
    """The look at a place of a written paragraph."""
    if not line.text:
        return False, False, ""
    return _looks(line)[min(place, len(line.text) - 1)]


def _made(line: Line, model: _Run | None, written: _Look) -> list[etree._Element]:
    """New runs that look like the model; where the written look changes, theirs does."""
    look = None if model is None else model.look
    made = []
    for start, end in _stretches(line):
        part = line.part(start, end)
        for number, piece in enumerate(part.text.split("\n")):
            if number:
                made.append(el("a:br", None, _copied(look, part, written)))
            if piece:
                run = el("a:r", None, _copied(look, part, written), el("a:t", None))
                run[-1].text = writable(piece)
                made.append(run)
    return made


def _stretches(line: Line) -> list[tuple[int, int]]:
    looks = _looks(line)
    starts = [n for n, look in enumerate(looks) if n == 0 or look != looks[n - 1]]
    return list(zip(starts, [*starts[1:], len(looks)], strict=False))


def _copied(look: etree._Element | None, part: Line, written: _Look) -> etree._Element:
    made = el("a:rPr") if look is None else deepcopy(look)
    bold, underlined, link = _looks(part)[0]
    if bold != written[0]:
        made.set("b", "1" if bold else "0")
    if underlined != written[1]:
        made.set("u", "sng" if underlined else "none")
    if link != written[2]:
        for known in made.findall(f"{A}hlinkClick"):
            made.remove(known)
        if link:
            _insert_link(made, link_element(link))
    return made


def _insert_link(look: etree._Element, link: etree._Element) -> None:
    """Put a link where the format has it: behind colours and fonts, before what is newer."""
    later = (one for one in look if one.tag in (f"{A}hlinkMouseOver", f"{A}rtl", f"{A}extLst"))
    if (first := next(later, None)) is not None:
        first.addprevious(link)
    else:
        look.append(link)
