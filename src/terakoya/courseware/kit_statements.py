"""Every sentence of a kit that rests on facts, or would have to; see `statements.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .inline import plain
from .kit import Kit, lines_of, said
from .statements import Statement, fact_table, likeliest_first, states_law
from .text.sentences import text_sentences


def kit_statements(kit: Kit, language: str) -> Iterator[Statement]:
    """The sentences of lines with facts, and those that state law without one.

    Blanks are shown as their variables. What the company decides itself (`own`) states no law.
    """
    for one in lines_of(kit):
        found = (kit.fact(fact) for fact in one.line.facts)
        facts = [fact for fact in found if fact is not None]
        for sentence in text_sentences(plain(said(one.line.text, language))):
            if facts or (not one.line.own and states_law(sentence, language)):
                ordered = likeliest_first(sentence, facts, language)
                yield Statement(one.part, _field(one.path), sentence, ordered)


def _field(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path)


def kit_table(kit: Kit, language: str, found: Sequence[Statement]) -> str:
    """The statements of a kit as a Markdown table."""
    title = f"{said(kit.title, language)}: statements and facts ({language})"
    return fact_table(title, "paragraph", found, "facts --kit")
