"""`contact`: the desk gives company values, promises and police lines are the slide's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .....layouts.identity import Part
from .....model import ContactSlide, Talk
from .....text.alignment import folded
from ....marked_text.line import Line
from ..links import bare_address, told_address, without_blanks
from ..notices import Loss
from ..reading import Reading, short
from ..shapes import Block
from .items import numbered

_LABELS = {
    "desk_person": "desk.person",
    "desk_extension": "desk.extension",
    "desk_hours": "desk.hours",
}
# What decks called it while the label named one way of calling: they are still being edited.
_FORMER = {"内線": "desk.extension", "Extension": "desk.extension"}
# What stood above the police's numbers in earlier decks, and what stands there now.
FORMER_CALLS = {"In danger now": "Danger now", "Advice, not urgent": "Not urgent"}
# The shapes that hold the police's numbers alone, and these numbers, which are no field.
_CALLS = (("police-110-tel", "110"), ("police-9110-tel", "#9110"))


def read_contact(reading: Reading, base: ContactSlide) -> dict[str, Any]:
    """Promises and the two police lines; the desk is read by `desk_values`."""
    for part in reading.sheets:
        reading.block("desk", part)
        reading.block("continued-desk", part)
    return {
        "promises": _promises(reading, base.promises),
        "police_110": _police(reading, ("police-110", "110"), base.police_110),
        "police_9110": _police(reading, ("police-9110", "#9110"), base.police_9110),
        **({} if base.talk is None else {"talk": _talk(reading, base.talk)}),
    }


def _talk(reading: Reading, base: Talk) -> Talk:
    """The picture, and the sentence, which stands there only while the company names no desk."""
    label = reading.block("desk-label")
    reading.tell_reworded("" if label is None else label.text.strip())
    for name, number in _CALLS:
        _tell_call(reading, name, number)
    picture = reading.picture("picture", base.picture)
    desk = reading.block("desk")
    has_desk = desk is not None and desk.text.split("\n")[0] != reading.words["no_desk"]
    block = reading.block("sentence")
    if block is None and has_desk:
        return base.model_copy(update={"picture": picture})
    lines = () if block is None else block.lines
    sentence = reading.whole(base.sentence, lines) if block else reading.markup.gone(base.sentence)
    return base.model_copy(update={"picture": picture, "sentence": sentence})


def _tell_call(reading: Reading, name: str, number: str) -> None:
    """Note a number to call that somebody typed over: what stands beside it may not fit."""
    block = reading.block(name)
    said = "" if block is None else " ".join(block.text.split())
    if said and folded(said) != folded(number):
        reading.tell(Loss.CALL_KEPT, text=short(said), was=number)


def _promises(reading: Reading, base: tuple[str, ...]) -> tuple[str, ...]:
    """The promises; the writer counts only those that are shown, and the others stay."""
    shown = [number for number, text in enumerate(base) if reading.markup.shown(text)]
    bases = [reading.markup.shown(base[number]) for number in shown]
    seen = numbered(reading, "promise", bases, across=False)
    read = [(None if was is None else shown[was], block.lines) for block, was in seen]
    unseen = [number for number in range(len(base)) if number not in shown]
    out: list[str] = []
    for was, lines in read:
        while was is not None and unseen and unseen[0] < was:
            out.append(base[unseen.pop(0)])
        out.append(reading.whole("" if was is None else base[was], lines))
    return (*out, *(base[number] for number in unseen))


def _police(reading: Reading, place: tuple[str, str], base: str) -> str:
    """The words below the number; when to call it and the number itself are fixed.

    A block that LibreOffice numbered anew is known by the number to call.
    """
    name, number = place
    block = reading.block(name)
    if block is None:
        block = next((one for one in reading.named("police") if _says(one, number)), None)
    if block is None:
        return reading.markup.gone(base)
    reading.use(block)
    fixed = {reading.words["danger"], reading.words["not_urgent"], "110", "#9110", *FORMER_CALLS}
    return reading.whole(base, [line for line in block.lines if line.text not in fixed])


def _says(block: Block, text: str) -> bool:
    """Whether one of the paragraphs of a block is a text."""
    return any(line.text == text for line in block.lines)


def desk_values(reading: Reading) -> dict[str, str] | None:
    """The company values that the desk shows by variable; `None` when the deck has no desk.

    A line without a known label goes on the line above it.
    """
    lines: list[Line] = []
    shown = False
    for part, name in ((Part.MAIN, "desk"), (Part.CONTINUED, "continued-desk")):
        block = reading.block(name, part)
        if block is not None:
            shown = True
            lines += block.lines
    if not shown or not lines:
        return None
    _tell_links(reading, lines)
    name, *others = (line.text for line in lines)
    values = {"desk.name": "" if name == reading.words["no_desk"] else name}
    last = "desk.name"
    for line in others:
        key, value = _labelled(line, reading.words)
        if key and key not in values:
            values[key] = value
            last = key
        else:
            values[last] = "　".join(
                text for text in (values[last], " ".join(line.split())) if text
            )
            reading.tell(Loss.DESK_LINE, text=line)
    for key in _LABELS.values():
        values.setdefault(key, "")
    return values


def _tell_links(reading: Reading, lines: Sequence[Line]) -> None:
    """Note the addresses on words of the desk: a company value holds no link.

    An address that stands there as text, too, is not lost: programs link what somebody types.
    """
    words = without_blanks("".join(line.text for line in lines))
    for address in dict.fromkeys(one for line in lines for one in line.links or () if one):
        if bare_address(address) not in words:
            reading.tell(Loss.LINK, text=told_address(address))


def _labelled(line: str, words: Mapping[str, str]) -> tuple[str, str]:
    labels = {words[label]: key for label, key in _LABELS.items()} | _FORMER
    for label, key in labels.items():
        rest = line.removeprefix(label)
        if rest != line and (not rest or rest[0] in "\t :：　"):
            return key, rest.strip("\t :：　")
    return "", line
