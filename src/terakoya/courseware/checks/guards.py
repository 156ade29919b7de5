"""What a fact guards is said everywhere alike: in its own words, or resting on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import Severity
from ..kit import KIT_PLACE, Entry, Line, TableBlock, kit_of
from ..model import AnySlide, ContactSlide, Fact, LocalText, Part, Question, StepsSlide
from ..texts import texts_of
from .context import CheckContext, Rule

Path = tuple[str | int, ...]
# What one may choose, and what happens in a scene, is told and not claimed.
_TOLD = {"premise", "scene", "bubble", "demand", "manner", "frequency", "harm", "kicker", "alt"}
_ROWS = ("rows", "items", "steps", "groups", "phrases")
_NUMBER = "110 110番"


@dataclass(frozen=True)
class _Passage:
    """What is read in one go, in every language that it has; `facts` are what it rests on."""

    place: tuple[str, str]
    path: Path
    texts: LocalText
    facts: tuple[str, ...] = ()


def check_guards(context: CheckContext) -> None:
    """Every text that names what a fact guards says it in the fact's words, or rests on it."""
    kit = kit_of(context.material)
    facts = {one.id: one for one in (*context.course.facts, *(kit.facts if kit else ()))}
    guards = [(fact, fact.guard) for fact in facts.values() if fact.guard is not None]
    if not guards:
        return
    passages = [*_of_course(context), *(_of_kit(kit.texts(), ()) if kit else ())]
    for passage in passages:
        for language, text in passage.texts.items():
            own = _without_wordings(text, facts.values(), language)
            for fact, guard in guards:
                if _names_one(text, guard.names.get(language, ())):
                    if _names_one(own, guard.beside.get(language, ())):
                        _find(context, passage, fact, f"«{own[:40]}» says in its own words")
                    elif fact.id not in passage.facts and not _holds_words_of(fact, language, text):
                        _find(context, passage, fact, f"«{text[:40]}» says without resting on it")


def _find(context: CheckContext, passage: _Passage, fact: Fact, what: str) -> None:
    context.find(
        *passage.place,
        passage.path,
        "guarded",
        f"{what} what `{fact.id}` says",
        f"take its words over as they stand: {{fact:{fact.id}.{next(iter(fact.wording), '')}}}",
        Severity.WARNING if context.is_edition else Severity.ERROR,
    )


def _holds_words_of(fact: Fact, language: str, text: str) -> bool:
    return any(words[language] in text for words in fact.wording.values() if language in words)


def _without_wordings(text: str, facts: Iterable[Fact], language: str) -> str:
    """What of a text is not words of a fact."""
    wordings = {words.get(language, "") for fact in facts for words in fact.wording.values()}
    for words in sorted(wordings - {""}, key=lambda one: (-len(one), one)):
        text = text.replace(words, "")
    return text


def _names_one(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text and does not continue a number or a word."""
    return any(
        re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}", text, re.IGNORECASE) for word in words
    )


# -- slides and questions -----------------------------------------------------------------------


def _of_course(context: CheckContext) -> Iterator[_Passage]:
    for text in context.course.texts:
        slides = (slide for _chapter, slide in text.every_slide())
        for part in (*slides, *text.test.questions):
            for path, words in _passages(part):
                yield _Passage((text.language, part.id), path, {text.language: words}, part.facts)


def _passages(part: AnySlide | Question) -> Iterator[tuple[Path, str]]:
    """The texts of a part; those of a row, a step or an item together."""
    together: dict[Path, list[str]] = {}
    for path, words in texts_of(part):
        if not _TOLD.intersection(path) and (path[0], path[-1]) != ("choices", "text"):
            place = path[:2] if path[0] in _ROWS else path
            together.setdefault(place, [_NUMBER] if _is_beside_110(part, path) else []).append(
                words
            )
    for place, said in together.items():
        yield place, " ".join(said)


def _is_beside_110(part: AnySlide | Question, path: Path) -> bool:
    """Whether a text says when to call the number that stands beside it."""
    kinds = {"alarm": StepsSlide, "police_110": ContactSlide}
    return isinstance(part, kinds.get(str(path[0]), ()))


# -- documents of the kit -----------------------------------------------------------------------


def _of_kit(value: object, path: Path) -> Iterator[_Passage]:
    """The lines below a part; those of a row of a table or form together."""
    if isinstance(value, Line):
        yield _Passage(KIT_PLACE, path, value.text, value.facts)
    elif isinstance(value, TableBlock):
        for number, row in enumerate(value.rows):
            facts = tuple(fact for line in row for fact in line.facts)
            texts = _joined([line.text for line in row])
            yield _Passage(KIT_PLACE, (*path, "rows", number), texts, facts)
    elif isinstance(value, Entry):
        yield _Passage(KIT_PLACE, path, _joined([value.label, value.text]))
    elif isinstance(value, Part):
        for name in type(value).model_fields:
            yield from _of_kit(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _of_kit(one, (*path, number))


def _joined(texts: list[LocalText]) -> LocalText:
    languages = {language: None for text in texts for language in text}
    return {one: " ".join(text[one] for text in texts if one in text) for one in languages}


RULES: tuple[Rule, ...] = (check_guards,)
