"""What the bar and the lines 根拠 and スライド say of a question that the base has.

A line that was not touched says what the base says, or what the file was made from. Of one that
was changed every part must be known; otherwise it stays as it was, and a notice names its cell.
"""

from __future__ import annotations

from collections.abc import Callable

from ....model import Question
from ..writing.words import words_of
from .grid import Grid
from .notices import Notice, Remark
from .pool_sheet import WORDS
from .question_blocks import QuestionBlock
from .question_placement import KINDS, QuestionPlacement, compared_parts, parts

Resolve = Callable[[str], str]


class QuestionLines:
    """The lines of known questions under reading; `notices` fills while they are read.

    `is_ours` says that the sheet was written by Terakoya, so that a line that is not there was
    taken away.
    """

    def __init__(
        self, homes: QuestionPlacement, grid: Grid, language: str, *, is_ours: bool
    ) -> None:
        self.homes, self.grid, self.is_ours = homes, grid, is_ours
        self.words = words_of(language)
        self.notices: list[Notice] = []
        self._emptied: list[Notice] = []

    def read(self, block: QuestionBlock, before: Question) -> dict[str, object]:
        """What of the question the lines say anew: kind, topic, slides, facts."""
        return {
            **self._about(block, before),
            **self._listed(block, "slides", before, self.homes.slides.find),
            **self._listed(block, "sources", before, self._fact_of(before)),
        }

    def told(self) -> list[Notice]:
        """All notices; lines that were emptied are one for each kind of line."""
        return [*self.notices, *_joined(self._emptied, self.grid)]

    # -- the bar

    def _about(self, block: QuestionBlock, before: Question) -> dict[str, object]:
        written = self.homes.about_of(before, self.words)
        if not block.about or compared_parts(block.about) == compared_parts(written):
            if not block.about and block.has_bar:
                self._empty("about", block.row)
            return {}
        found: dict[str, object] = {}
        for part in parts(block.about):
            kind, topic = self.homes.kind_of(part), self.homes.topics.find(part)
            if kind or topic:
                found["kind" if kind else "topic"] = kind or topic
                continue
            remark, known = self._unknown_part(part, block.about)
            self._tell(remark, block.row, name=part, known=known)
        return {key: one for key, one in found.items() if one != getattr(before, key)}

    def _unknown_part(self, part: str, about: str) -> tuple[Remark, str]:
        if parts(about)[0] == part:
            kinds = [self.words[f"kind_{kind}"] for kind in KINDS]
            return Remark.KIND_KEPT, self._quoted(kinds)
        return Remark.TOPIC_KEPT, self._quoted(self.homes.topic_names)

    def _quoted(self, names: list[str]) -> str:
        return self.words["semicolon"].join(names)

    # -- slides and facts

    def _listed(
        self, block: QuestionBlock, label: str, before: Question, find: Resolve
    ) -> dict[str, object]:
        line: str = getattr(block, label)
        row = block.line_rows.get(label, block.row)
        written = self.homes.lines_of(label, before)
        if compared_parts(line) in map(compared_parts, written):
            return {}
        if not line:
            if label not in block.unread:  # else the cell is told
                self._empty(label, row)
            return {}
        whole = find(line)  # a title may hold the mark that divides titles
        names = [line] if whole else parts(line)
        found = [find(name) for name in names]
        unknown = [name for name, one in zip(names, found, strict=True) if not one]
        if unknown:
            remark = Remark.SLIDES_KEPT if label == "slides" else Remark.FACTS_KEPT
            self._tell(remark, row, name=self._quoted(unknown))
            return {}
        return {"slides" if label == "slides" else "facts": list(dict.fromkeys(found))}

    def _fact_of(self, before: Question) -> Resolve:
        """Of several facts with one citation, the question's own is meant."""
        own = {self.homes.cite(one): one for one in before.facts}
        return lambda name: own.get(name, "") or self.homes.facts.find(name)

    # -- notices

    def _empty(self, label: str, row: int) -> None:
        if self.is_ours:
            line = self.words["kind_line" if label == "about" else label]
            place = self.grid.address(row, WORDS)
            self._emptied.append(Notice(Remark.LINE_KEPT, place, {"line": line}))

    def _tell(self, remark: Remark, row: int, **values: str) -> None:
        self.notices.append(Notice(remark, self.grid.address(row, WORDS), values))


def _joined(notices: list[Notice], grid: Grid) -> list[Notice]:
    """One notice for all lines of one kind."""
    by_line: dict[str, list[str]] = {}
    for one in notices:
        by_line.setdefault(one.values["line"], []).append(one.place.rpartition("!")[2])
    return [
        Notice(Remark.LINE_KEPT, f"{grid.name}!{', '.join(places)}", {"line": line})
        for line, places in by_line.items()
    ]
