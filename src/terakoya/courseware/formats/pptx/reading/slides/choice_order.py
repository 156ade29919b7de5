"""Whose words stand on which card: choices that somebody exchanged, on one page or on both.

The name of a card says where we drew it, and not what stands on it now. Words that stand on
another card than before take with them whatever belongs to them: why, translation, and right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .....text.alignment import SURELY_ALIKE, text_likeness

Order = Mapping[str, str]  # the letter of each card, and that of the choice whose words it has


def order_of(cards: Mapping[str, str], choices: Mapping[str, str]) -> dict[str, str]:
    """Whose words the cards of a page have; `cards` and `choices` are words by letter.

    A card whose words are nobody's is still its own, unless its words stand on another card.
    """
    scores = {
        (card, choice): text_likeness(words, said)
        for card, words in cards.items()
        for choice, said in choices.items()
    }
    found: dict[str, str] = {}
    for card, choice in sorted(scores, key=lambda pair: (-scores[pair], pair[0] != pair[1])):
        is_free = card not in found and choice not in found.values()
        is_nearer = choice == card or scores[card, choice] > scores.get((card, card), 0.0)
        if is_free and is_nearer and scores[card, choice] >= SURELY_ALIKE:
            found[card] = choice
    return {card: found.get(card) or _own(card, found) for card in cards}


def _own(card: str, found: Order) -> str:
    """The letter of a card that keeps its choice; empty: its words are new."""
    return "" if card in found.values() else card


def moved(order: Order) -> list[str]:
    """The letters of the cards that have the words of another choice."""
    return sorted(card for card, choice in order.items() if choice and choice != card)


def disagree(one: Order, other: Order) -> bool:
    """Whether two pages have the words of choices in different orders."""
    both = set(one) & set(other)
    return any(one[at] != other[at] for at in both) and bool(moved(one) or moved(other))


def right_letters(
    marked: set[str], told: Order, asked: Order, before: set[str]
) -> tuple[set[str], set[str]]:
    """The letters of the question that are right by the marked cards of the answer, and those
    whose words were right before.

    `before` are the letters of the right choices before. Where the answer alone was exchanged
    and the mark stayed on its letter, nobody said that other words are right.
    """
    kept = {letter for letter, choice in asked.items() if choice in before}
    if marked == before and moved(told) and not moved(asked):
        return kept, kept
    said = {told.get(card) or f"+{card}" for card in marked}
    return {letter for letter, choice in asked.items() if (choice or f"+{letter}") in said}, kept


def letters(of: Collection[str]) -> str:
    """Letters as people read them: `A, C`."""
    return ", ".join(sorted(of)).upper()
