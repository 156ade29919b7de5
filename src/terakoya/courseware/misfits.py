"""What the model refuses of a value, in words of a language: what is wrong, and how to mend it.

pydantic's own sentences are English; they are told in English alone, and only where a kind of
fault has no sentence of ours in `languages/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .text.word_lists import words_in

MISSING, SHAPE = "missing", "shape"
_OTHER, _WRONG_TYPE, _TYPES = "other", "wrong_type", ("_type", "_parsing", "_attributes")
_FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class Misfit:
    """A value that does not fit: the way to it, the kind of fault, and its limits by name.

    An empty path is the whole that was read.
    """

    path: tuple[int | str, ...]
    kind: str
    limits: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: str) -> str:
        """Where and what is wrong, in one language."""
        return self._said(language)[0]

    def mend(self, language: str) -> str:
        """What to do, in one language."""
        return self._said(language)[1]

    def _said(self, language: str) -> tuple[str, str]:
        words: Mapping[str, str] = words_in(_FOLDER, language)["misfit"]
        key = ".".join(map(str, self.path)) or words["whole"]
        limits = dict(self.limits)
        if "expected" in limits:
            listed = limits["expected"].replace(" or ", ", ")
            limits["expected"] = listed.replace(", ", words["comma"])
        text = words.get(self.kind) or words[_family_of(self.kind)]
        what, _, mend = text.format_map({**limits, "key": key}).partition(" → ")
        return what, mend


def misfits_in(error: ValidationError) -> list[Misfit]:
    """All that the model refused, in its order."""
    return [_misfit_of(one) for one in error.errors(include_url=False, include_input=False)]


def _misfit_of(detail: ErrorDetails) -> Misfit:
    limits = {name: str(value) for name, value in detail.get("ctx", {}).items()}
    limits["message"] = str(detail["msg"]).removeprefix("Value error, ")
    path = tuple(step for step in detail["loc"] if step != "[key]")
    return Misfit(path, str(detail["type"]), limits)


def _family_of(kind: str) -> str:
    return _WRONG_TYPE if kind.endswith(_TYPES) else _OTHER
