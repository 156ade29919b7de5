"""Course → PowerPoint: native editable shapes on a master of our own, narration in the notes.

The structure, the geometry and what each shape holds are in `docs/algorithms/pptx-writer.md`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ....edition import EditionSettings
from ....errors import WrongUse
from ....model import Material
from ....variables import values_of
from ...pacing import paces_of
from .deck import Deck

__all__ = ["write_edition_deck", "write_edition_deck_with_audio", "write_pptx"]


def write_edition_deck(material: Material, language: str, settings: EditionSettings) -> bytes:
    """The deck of an edition: with the company's values, its hidden slides hidden in the deck."""
    hidden = frozenset(one.slide for one in settings.hidden)
    return write_pptx(material, language, values=settings.values(language), hidden=hidden)


def write_edition_deck_with_audio(
    material: Material, language: str, settings: EditionSettings
) -> bytes:
    """The same, with sound and times in it, for programs that make videos or courses of it."""
    hidden = frozenset(one.slide for one in settings.hidden)
    values = settings.values(language)
    return write_pptx(material, language, values=values, hidden=hidden, with_audio=True)


def write_pptx(
    material: Material,
    language: str,
    *,
    values: Mapping[str, str] | None = None,
    hidden: frozenset[str] = frozenset(),
    with_audio: bool = False,
    is_packed: bool = True,
) -> bytes:
    """The deck of a course in one language; the same material and values give the same bytes.

    `values` are the company's variables over the course's defaults in that language; a line
    whose variable is empty goes away. `hidden` are ids of slides that the deck holds hidden.
    `with_audio` lets the deck play by itself: the sheets that are shown turn in their time, and
    say what has been recorded of them. A deck that is only looked into need not be packed.

    Raises `WrongUse` for a language that the course does not have.
    """
    spoken = [text.language for text in material.course.texts]
    if language not in spoken:
        raise WrongUse(f"The course has no language `{language}`. → One of: {', '.join(spoken)}.")
    # A blank typed into a form is no value: its line goes away like an empty one.
    given = {key: value.strip() for key, value in (values or {}).items()}
    filled = values_of(material.course, language, given)
    paces = paces_of(material, language, filled) if with_audio else {}
    return Deck(material, language, filled, hidden, paces).to_bytes(is_packed=is_packed)
