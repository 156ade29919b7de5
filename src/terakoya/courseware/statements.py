"""Every sentence that states law or a figure, and the facts on which it rests.

A slide, a case and a question name their facts as a whole. Which of them a sentence rests on is
shown by likeness: the fact that shares the most letters with it comes first. A reviewer reads the
table from left to right; a sentence without a fact is a finding of `terakoya check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .inline import plain
from .model import AnySlide, CaseSlide, Course, CourseText, Fact, Question
from .text.sentences import text_sentences
from .texts import texts_of
from .variables import filled, values_of

_LAW = {
    "ja": re.compile(
        r"法律|法令|刑法|推進法|条例|指針|マニュアル|義務|禁止|禁じ|[罪罰刑]|勧告|公表|施行|労災"
        r"|カスハラに?(?:あた|なり|なる|では)|あたりう|あたりえ|ではあり?ません|要素|就業環境|社会通念"
        r"|合理的配慮|110番|9110|警察|許可はい|判断するのは|プライバシー|不利(?:益|に)"
    ),
    "en": re.compile(
        r"\b(?:laws?|ordinances?|guidelines?|manuals?|dut(?:y|ies)|bans?|banned|penal(?:ty|ties)?"
        r"|crimes?|fines?|imprisonment|articles?|acts? \d|in force|workers’ compensation"
        r"|(?:may|can) be (?:customer )?(?:harassment|a crime|crimes)|(?:is|not) harassment"
        r"|elements?|accommodation|110|#9110|police|supervisor decides|privacy|disadvantage)\b",
        re.IGNORECASE,
    ),
}
# Only whether there is a figure counts: its last digit is enough, and a number of 100,000 digits
# is gone through once.
_FIGURE = {
    "ja": re.compile(r"[0-9][,.]*(?:%|％|件|年|月|日|割|条|項|人に1人|か月)"),
    "en": re.compile(
        r"[0-9][,.]*\s?%|\b(?:19|20)[0-9]{2}\b|\bone in (?:ten|three|five)\b|per cent"
        r"|\b[0-9]+ (?:cases|years|months)\b",
        re.IGNORECASE,
    ),
}
# What happens in a scene is told, not claimed: how long, how often, which words. `meta` is the
# date of the edition.
_TOLD = {"kicker", "demand", "manner", "frequency", "harm", "bubble", "picture", "scene"} | {
    "premise",
    "meta",
}


@dataclass(frozen=True)
class Statement:
    """A sentence of law or with a figure; `facts` are its slide's, the likeliest first."""

    part: str
    field: str
    sentence: str
    facts: tuple[Fact, ...]


def statements(course: Course, language: str) -> Iterator[Statement]:
    """The statements of all slides, those of the bank too, and of the test."""
    text = course.text(language)
    values = values_of(course, language, None)
    known = {fact.id: fact for fact in course.facts}
    for part in _parts(text):
        facts = [known[one] for one in _facts_of(part, text, course) if one in known]
        for field, words in _claims(part):
            said = _without_breaks(plain(filled(words, values)), language)
            for sentence in text_sentences(said):
                if _states(sentence, language, is_case=isinstance(part, CaseSlide)):
                    ordered = likeliest_first(sentence, facts, language)
                    yield Statement(part.id, field, sentence, ordered)


def _without_breaks(words: str, language: str) -> str:
    """The words of one line, whose breaks stood for the eye."""
    return words.replace("\n", "" if language == "ja" else " ")


def _parts(text: CourseText) -> Iterator[AnySlide | Question]:
    yield from (slide for _chapter, slide in text.every_slide())
    yield from text.test.questions


def _facts_of(part: AnySlide | Question, text: CourseText, course: Course) -> Sequence[str]:
    """The ids in the source language, which alone keeps them."""
    if part.facts or text is course.source:
        return part.facts
    return next((one.facts for one in _parts(course.source) if one.id == part.id), ())


def _claims(part: AnySlide | Question) -> Iterator[tuple[str, str]]:
    for path, words in texts_of(part):
        if path[0] not in _TOLD and path[-1] != "alt":
            yield ".".join(str(step) for step in path), words


def states_law(sentence: str, language: str) -> bool:
    """Whether a sentence states law or a figure."""
    return _states(sentence, language, is_case=False)


def _states(sentence: str, language: str, *, is_case: bool) -> bool:
    law, figure = _LAW.get(language, _LAW["en"]), _FIGURE.get(language, _FIGURE["en"])
    return bool(law.search(sentence) or (not is_case and figure.search(sentence)))


def likeliest_first(sentence: str, facts: Sequence[Fact], language: str) -> tuple[Fact, ...]:
    """Facts in the order of their likeness to a sentence."""
    words = _pairs(sentence)

    def likeness(fact: Fact) -> int:
        said: Mapping[str, str] = fact.statement
        return len(words & _pairs(said.get(language, "") + fact.cite.get(language, "")))

    return tuple(sorted(facts, key=lambda fact: -likeness(fact)))


def _pairs(text: str) -> frozenset[str]:
    letters = re.sub(r"[\s\W]", "", text.lower())
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))


def table(course: Course, language: str, found: Sequence[Statement]) -> str:
    """Statements as a Markdown table: sentence → fact → mark and source."""
    title = course.meta.title.get(language, course.meta.id)
    return fact_table(f"{title}: statements and facts ({language})", "slide or question", found)


def fact_table(title: str, part: str, found: Sequence[Statement], command: str = "facts") -> str:
    """Statements as a Markdown table under a title; `part` is what rests on facts as a whole."""
    without = sum(not one.facts for one in found)
    lines = [
        f"# {title}",
        "",
        f"{len(found)} sentences of law or with a figure, {without} without a fact. A sentence"
        f" rests on the facts of its {part}; the likeliest stands first, with its mark"
        " (A: read at the official source, B: in reputable secondary sources) and source. Written"
        f" by `terakoya {command}`.",
        "",
        f"| {part} | field | sentence | fact | mark | source | further facts |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in found:
        first = one.facts[0] if one.facts else None
        cells = (
            one.part,
            one.field,
            one.sentence,
            first.id if first else "**none**",
            first.mark if first else "",
            first.source if first else "",
            ", ".join(fact.id for fact in one.facts[1:]),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
