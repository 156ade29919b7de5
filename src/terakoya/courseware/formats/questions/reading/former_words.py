"""What a known question keeps where a file shows an error, no words, or the end of its row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ....model import Choice, Question
from ....text.alignment import SURELY_ALIKE, text_likeness
from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.notices import Notice, Remark
from .draft import Draft, DraftChoice
from .error_values import is_error

_QUOTED = 40  # characters of former words that a notice quotes
Shown = Callable[[str], str]


def missing_choices(draft: Draft, before: Question, shown: Shown) -> list[str]:
    """The former choices that a row lacks since it ends too early; empty where it does not."""
    last = max((one.column for one in draft.choices), default=0)
    is_cut = f"choice{last + 1}" in draft.unsaid or "right" in draft.unsaid
    if not is_cut or len(draft.choices) >= len(before.choices):
        return []
    words = [one.text for one in draft.choices]
    return [text for one in before.choices if not _stands_in(text := shown(one.text), words)]


class FormerWords:
    """A question of a file, and the one of the course that it is, if there is one."""

    def __init__(self, draft: Draft, before: Question | None, shown: Shown) -> None:
        self.draft, self.before, self.shown = draft, before, shown
        self.notices: list[Notice] = []

    def taken(self) -> Draft:
        """The question with former words in the place of errors, without choices of no words."""
        draft = self.draft
        return replace(
            draft,
            scene=self._part("scene", draft.scene),
            text=self._part("text", draft.text),
            choices=self._choices(),
            explanation=draft.explanation and self._part("explanation", draft.explanation),
        )

    def _part(self, name: str, text: str) -> str:
        former = self.shown(getattr(self.before, name, ""))
        if text == former or not is_error(text):
            return text
        self._tell(text, name, former)
        return former

    def _choices(self) -> list[DraftChoice]:
        former = {self.shown(one.text) for one in self._former()}
        sound = [
            one.text for one in self.draft.choices if one.text in former or not is_error(one.text)
        ]
        free = [one for one in self._former() if not _stands_in(self.shown(one.text), sound)]
        choices = []
        for at, one in enumerate(self.draft.choices):
            why = one.why if one.why is None or not is_error(one.why) else None
            if not one.text:
                self._note(Remark.EMPTY_CHOICE, one)
            elif one.text in sound:
                choices.append(replace(one, why=why))
            else:
                words = self._former_at((one.column or at + 1) - 1, free)
                self._tell(one.text, f"choice{one.column}", words)
                choices += [replace(one, text=words, why=why)] if words else []
        return choices

    def _former(self) -> Sequence[Choice]:
        return self.before.choices if self.before is not None else ()

    def _former_at(self, at: int, free: list[Choice]) -> str:
        """The words of the former choice that an error stands for: in its place, else the next."""
        own = [one for one in self._former()[at : at + 1] if one in free]
        for one in [*own, *free][:1]:
            free.remove(one)
            return self.shown(one.text)
        return ""

    def _tell(self, error: str, field: str, former: str) -> None:
        remark = Remark.ERROR_KEPT if former else Remark.ERROR_CELL
        values = {"text": error, "former": former[:_QUOTED]}
        self.notices.append(Notice(remark, self.draft.place_of(field), values))

    def _note(self, remark: Remark, choice: DraftChoice) -> None:
        others = quoted([one.text for one in self.draft.choices if one.text])
        place = self.draft.place_of(f"choice{choice.column}")
        self.notices.append(Notice(remark, place, {"texts": others}))


def _stands_in(text: str, words: Sequence[str]) -> bool:
    return any(text == one or text_likeness(text, one) >= SURELY_ALIKE for one in words)
