"""The slides that a question rests on, which come and go without anybody asking it anew.

`docs/algorithms/merge.md` §4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..model import Part, Question
from .translations import recorded, source_hash_of, stamped
from .tree.parts import Tongues

_Slides = tuple[str, ...]


def slides_named(tongues: Tongues) -> set[str]:
    """The slides that a question names in any of its languages."""
    return {one for part in tongues.values() for one in getattr(part, "slides", ())}


def without_slides(tongues: Tongues, gone: Collection[str]) -> Tongues:
    """The question without some slides, as it is where none would be left."""

    def left(_: str, question: Question) -> _Slides:
        return tuple(one for one in question.slides if one not in gone) or question.slides

    return _renamed(tongues, left)


def with_slides_let_go(
    base: Tongues | None, ours: Tongues | None, theirs: Tongues | None, gone: Collection[str]
) -> Tongues | None:
    """Our question with the slides back that it lost for no other reason than that we removed them.

    `gone` are the slides that we removed. Whoever deletes a slide has not changed the questions
    about it: what the vendor made of their slides, or that they went, is no conflict with that.
    What is named and no longer there is taken out of the result (`references.py`).
    """
    if base is None or ours is None or (theirs is not None and _slides(theirs) == _slides(base)):
        return ours
    before = _slides(base)
    if any(
        language in before and one != tuple(name for name in before[language] if name not in gone)
        for language, one in _slides(ours).items()
    ):
        return ours
    return _renamed(ours, lambda language, one: before.get(language, one.slides))


def _slides(tongues: Tongues) -> dict[str, _Slides]:
    return {language: getattr(part, "slides", ()) for language, part in tongues.items()}


def _renamed(tongues: Tongues, slides: Callable[[str, Question], _Slides]) -> Tongues:
    """The question with other slides in each language; a translation that was fresh stays so."""
    renamed: dict[str, Part] = {}
    for language, part in tongues.items():
        assert isinstance(part, Question)
        renamed[language] = part.model_copy(update={"slides": slides(language, part)})
    source, *_ = tongues
    before, after = source_hash_of(tongues[source]), source_hash_of(renamed[source])
    return {
        language: stamped(part, after) if recorded(part) == before else part
        for language, part in renamed.items()
    }
