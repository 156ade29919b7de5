"""`case`: the scene, and the answer sheet."""

from __future__ import annotations

from typing import Any

from ....model import CaseSlide, Verdict
from ....writers.pptx.identity import Part
from ..notices import Loss
from ..reading import Reading
from ..shapes import Cell
from .choices import read_choices

_FACTS = ("demand", "manner", "frequency", "harm")


def read_case(reading: Reading, base: CaseSlide) -> dict[str, Any]:
    """Both sheets."""
    fields: dict[str, Any] = {
        "choices": read_choices(reading, base.choices, on_question=False),
        "action": reading.text(base.action, "action", part=Part.ANSWER),
        "source": reading.text(base.source, "source", part=Part.ANSWER),
    }
    if reading.has(Part.MAIN):
        fields |= {
            "harsh": reading.text(base.harsh, "harsh", bold=True),
            "question": reading.text(base.question, "question", bold=True),
            "bubble": reading.text(base.bubble, "bubble", bold=True),
            "picture": reading.picture("picture", base.picture),
            **_facts(reading, base),
        }
    if reading.has(Part.ANSWER):
        fields["verdict"] = _verdicts(reading, base)
    return fields


def _facts(reading: Reading, base: CaseSlide) -> dict[str, str]:
    """What is known of the scene: the first column says which, else its place does."""
    shown = [name for name in _FACTS if reading.markup.shown(getattr(base, name))]
    labels = {reading.words[f"fact_{name}"]: name for name in _FACTS}
    rows = reading.rows("facts") or ()
    named = [labels.get(_label(row)) for row in rows]
    free = [name for name in shown if name not in named]
    found: dict[str, Cell] = {}
    for row, name in zip(rows, named, strict=True):
        name = name or (free.pop(0) if free else None)
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


def _label(row: tuple[Cell, ...]) -> str:
    return " ".join(line.text for line in row[0].lines) if row else ""


def _verdicts(reading: Reading, base: CaseSlide) -> tuple[Verdict, ...]:
    rows = reading.rows("verdict", Part.ANSWER) or ()
    cells = [row[1] for row in rows if len(row) > 1]
    verdicts = []
    for number, verdict in enumerate(base.verdict):
        lines = cells[number].lines if number < len(cells) else ()
        word, reason = reading.shared(lines, (verdict.word, True), (verdict.reason, False))
        judgement = reading.judgement(verdict.judgement, verdict.word, word, Part.ANSWER)
        verdicts.append(
            verdict.model_copy(update={"judgement": judgement, "word": word, "reason": reason})
        )
    return tuple(verdicts)
