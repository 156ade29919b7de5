"""`case`: the scene, and the answer sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .....layouts.identity import Part
from .....model import CaseSlide, Verdict
from ..notices import Loss
from ..reading import Reading, short
from ..shapes import Cell
from .choices import read_choices
from .planned import read_planned

_FACTS = ("demand", "manner", "frequency", "harm")


def read_case(reading: Reading, base: CaseSlide) -> dict[str, Any]:
    """The warning, the tables and the choices; all else by the plan."""
    fields = read_planned(reading, base, left=("choices", "harsh", "verdict", *_FACTS))
    is_shown_twice = base.has_later_look
    fields["choices"] = read_choices(reading, base.choices, "best", on_question=is_shown_twice)
    if reading.has(Part.MAIN):
        fields |= {"harsh": _warning(reading, base), **_facts(reading, base)}
    if reading.has(Part.ANSWER):
        fields["verdict"] = _verdicts(reading, base)
    return fields


def _warning(reading: Reading, base: CaseSlide) -> str:
    """The warning before harsh words; a deleted one stays, since it protects who learns."""
    said = reading.text(base.harsh, "harsh", bold=True)
    if reading.markup.shown(base.harsh).strip() and not reading.markup.shown(said).strip():
        reading.tell(Loss.WARNING_KEPT, text=short(reading.markup.shown(base.harsh)))
        return base.harsh
    return said


def _facts(reading: Reading, base: CaseSlide) -> dict[str, str]:
    """What is known of the scene: the first column says which, else its place does."""
    shown = [name for name in _FACTS if reading.markup.shown(getattr(base, name))]
    labels = {reading.words[f"fact_{name}"]: name for name in _FACTS}
    rows = reading.rows("facts") or ()
    named = [labels.get(_label(row)) for row in rows]
    free = [name for name in shown if name not in named]
    found: dict[str, Cell] = {}
    for row, name in zip(rows, named, strict=True):
        if name is None and free:
            name = free.pop(0)
            reading.tell_reworded(_label(row))
        if name is None or len(row) < 2 or name in found:
            if any(cell.lines for cell in row):
                text = " ".join(line.text for cell in row for line in cell.lines)
                reading.keep_words(Loss.TABLE_ROW, text)
            continue
        found[name] = row[1]
    return {
        name: reading.whole(getattr(base, name), found[name].lines if name in found else ())
        for name in _FACTS
    }


def _label(row: Sequence[Cell]) -> str:
    return " ".join(line.text for line in row[0].lines) if row else ""


def _verdicts(reading: Reading, base: CaseSlide) -> tuple[Verdict, ...]:
    rows = [row for row in reading.rows("verdict", Part.ANSWER) or () if len(row) > 1]
    found = {label: row[1].lines for row in rows if (label := _label(row))}
    labels = [reading.words[f"axis_{verdict.axis}"] for verdict in base.verdict]
    by_label = all(label in found for label in labels)  # else by their places
    for row in () if by_label else rows:
        reading.tell_reworded(_label(row), Part.ANSWER)
    verdicts = []
    for number, (verdict, label) in enumerate(zip(base.verdict, labels, strict=True)):
        place = rows[number][1].lines if number < len(rows) else ()
        lines = found[label] if by_label else place
        word, reason = reading.shared(lines, (verdict.word, True), (verdict.reason, False))
        judgement = reading.judgement(verdict.judgement, verdict.word, word, Part.ANSWER)
        if judgement != verdict.judgement and reason and reason == verdict.reason:
            text = short(reading.markup.shown(reason))
            reading.tell(Loss.REASON_KEPT, Part.ANSWER, text=text)
        verdicts.append(
            verdict.model_copy(update={"judgement": judgement, "word": word, "reason": reason})
        )
    _keep_more(reading, rows, labels if by_label else [_label(row) for row in rows[:2]])
    return tuple(verdicts)


def _keep_more(reading: Reading, rows: Sequence[Sequence[Cell]], known: Sequence[str]) -> None:
    """Keep the words of rows beyond those of the two axes."""
    for row in rows:
        text = " ".join(line.text for cell in row for line in cell.lines)
        if _label(row) not in known and text:
            reading.keep_words(Loss.TABLE_ROW, text, Part.ANSWER)
