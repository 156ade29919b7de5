"""Choices of `case` and `check`: found by their letter on one or both sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .....layouts.identity import Part
from .....model import Choice
from .....text.alignment import folded
from ....marked_text.line import Line, joined
from ..geometry import is_in
from ..identity import name_of
from ..notices import Loss
from ..reading import Reading, short
from ..shapes import Block
from .cards import added_cards
from .choice_order import Order, disagree, letters, order_of
from .items import in_place
from .right import Orders, mark_right

_Added = tuple[Mapping[str, Block], Sequence[Block]]  # those with a letter, and those without

MOST = 4  # as many as the layouts draw
_LETTERS = "abcdefgh"


def read_choices(
    reading: Reading, base: tuple[Choice, ...], word: str, *, on_question: bool
) -> tuple[Choice, ...]:
    """The choices that are still there, and which is right: that on which the fixed `word` stands.

    Where both sheets show a text, the changed one counts; if both changed, the question's. Where
    the sheets have them in another order than each other, the question's order counts.
    """
    name = "answer-choice" if on_question else "choice"
    cards = _Cards.of(reading, base, name, on_question=on_question)
    numbers = {choice.id: number for number, choice in enumerate(base)}
    kept: list[Choice] = []
    origins: list[int | None] = []
    for letter, origin in cards.order.items():
        was = base[numbers[origin]] if origin else Choice(id=letter, text="", why="")
        kept.append(_choice(reading, was.model_copy(update={"id": letter}), cards))
        origins.append(numbers.get(origin))
    added = _added(reading, base, name, on_question=on_question)[: MOST - len(kept)]
    kept += [choice for choice, _ in added]
    reading.origins["choices"] = (*origins, *(None for _ in added))
    places = {letter: card for letter, card in cards.told.items() if letter in cards.order}
    places |= {choice.id: card for choice, card in added if card is not None}
    orders = Orders(cards.told_order, {**cards.order, **{choice.id: "" for choice, _ in added}})
    before = {one.id for one in base if one.correct}
    right = mark_right(reading, tuple(kept), places, orders, before, reading.words[word])
    return _lettered(right)


def _lettered(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices lettered from `a` on, where one before the last was deleted."""
    return tuple(
        one.model_copy(update={"id": letter})
        for one, letter in zip(choices, _LETTERS, strict=False)
    )


@dataclass(frozen=True)
class _Cards:
    """The cards of the base's choices by letter, on the question and on the answer.

    `order` has every letter that is left, with the choice whose words it has now.
    """

    asked: Mapping[str, Block]
    told: Mapping[str, Block]
    told_order: Order
    order: Order
    sheets: tuple[bool, bool]

    @classmethod
    def of(
        cls, reading: Reading, base: Sequence[Choice], name: str, *, on_question: bool
    ) -> _Cards:
        """The cards that a deck has still."""
        sheets = on_question and reading.has(Part.MAIN), reading.has(Part.ANSWER)
        asked = _cards_of(reading, base, "choice", Part.MAIN) if sheets[0] else {}
        told = _cards_of(reading, base, name, Part.ANSWER)
        choices = {one.id: reading.markup.shown(one.text) for one in base}
        asked_order = order_of({at: joined(one.lines).text for at, one in asked.items()}, choices)
        told_order = order_of({at: one.lines[0].text for at, one in told.items()}, choices)
        if not any(sheets):
            return cls({}, {}, {}, {one.id: one.id for one in base}, sheets)
        order = {**told_order, **asked_order} if asked else told_order
        order = {one.id: order[one.id] for one in base if one.id in order}
        if asked and disagree(asked_order, told_order):
            apart = {at for at in asked_order if told_order.get(at, at) != asked_order[at]}
            reading.tell(Loss.CHOICES_APART, Part.ANSWER, letter=letters(apart))
        return cls(asked, told, told_order, _each_once(order, asked_order), sheets)

    def told_of(self, letter: str) -> Block | None:
        """The card of the answer with the words that a letter of the question has."""
        origin = self.order[letter]
        card = next((at for at, one in self.told_order.items() if origin and one == origin), "")
        return self.told.get(card or letter)


def _cards_of(reading: Reading, base: Sequence[Choice], name: str, part: Part) -> dict[str, Block]:
    """The cards of a sheet by letter; one without words is as good as deleted.

    The letter that stands on a card says which it is, where each card has one of its own; where
    somebody deleted all letters, its place does.
    """
    ids = [one.id for one in base]
    drawn = _drawn_letters(reading, name, part)
    # As many, of other letters: an earlier import of the deck lettered the choices anew.
    drawn = drawn if len(drawn) == len(ids) else ids
    cards = {
        one: card
        for one, at in zip(ids, drawn, strict=True)
        if (card := reading.block(f"{name}-{at}", part)) is not None
    }
    signs = [sign for at in drawn if (sign := reading.block(f"{name}-{at}-letter", part))]
    shown = {one: _letters_on(card, signs) for one, card in cards.items()}
    if sorted(shown.values()) == sorted([one] for one in cards):
        cards = {shown[one][0]: card for one, card in cards.items()}
    elif not signs:
        cards = dict(zip(sorted(cards), in_place(list(cards.values())), strict=True))
    return {letter: card for letter, card in sorted(cards.items()) if card.lines}


def _drawn_letters(reading: Reading, name: str, part: Part) -> list[str]:
    """The letters of the cards that a sheet has by their names."""
    if not reading.has(part):
        return []
    names = {said[1] for block in reading.sheets[part].blocks if (said := name_of(block))}
    return [letter for letter in _LETTERS if f"{name}-{letter}" in names]


def _letters_on(card: Block, signs: Sequence[Block]) -> list[str]:
    return [folded(sign.text) for sign in signs if is_in(sign, card)]


def _each_once(order: Order, first: Order) -> Order:
    """The order with each choice once: that of the cards in `first` goes before others."""
    taken = {first[letter] for letter in order if letter in first}
    return {
        letter: "" if letter not in first and choice in taken else choice
        for letter, choice in order.items()
    }


def _added(
    reading: Reading, base: tuple[Choice, ...], name: str, *, on_question: bool
) -> list[tuple[Choice, Block | None]]:
    """Choices that somebody added, under the next letters, each with its card of the answer.

    Cards of the question and the answer whose names have the same letter are one choice; of those
    without a letter, the first of each sheet are.
    """
    letters = [choice.id for choice in base]
    free = [letter for letter in _LETTERS if letter > max(letters)][: max(0, MOST - len(base))]

    def cards(stem: str, part: Part) -> _Added:
        if not reading.has(part):
            return {}, []
        return added_cards(reading, [f"{stem}-{one}" for one in letters], free, part)

    asked = cards("choice", Part.MAIN) if on_question else ({}, [])
    told = cards(name, Part.ANSWER)
    made: list[tuple[Choice, Block | None]] = []
    for letter, (question, answer) in zip(free, _paired(free, asked, told), strict=False):
        text, why = _words_of(reading, question, answer)
        made.append((Choice(id=letter, text=text, why=why), answer))
    return made


def _words_of(reading: Reading, question: Block | None, answer: Block | None) -> tuple[str, str]:
    """What a card says that was not there before: its first paragraph, and why below it."""
    first, *why = answer.lines if answer is not None else (Line.of(""),)
    if question is not None:
        asked = joined(question.lines)
        if folded(first.text) not in ("", folded(asked.text)):
            reading.tell(Loss.TWO_TEXTS, Part.ANSWER, text=asked.text, other=first.text)
        first = asked
    return reading.whole("", (first,), bold=True), reading.whole("", why)


def _paired(
    letters: Sequence[str], asked: _Added, told: _Added
) -> list[tuple[Block | None, Block | None]]:
    """The added cards of the question with those of the answer: by letter, then by place.

    Cards with two letters are two choices. What has no letter goes beside a card that has none
    of its letter on the other sheet, before it is a choice of its own.
    """
    (questions, asked_rest), (answers, told_rest) = asked, told
    spare_asked, spare_told = iter(asked_rest), iter(told_rest)
    pairs = [
        (
            questions.get(letter) or next(spare_asked, None),
            answers.get(letter) or next(spare_told, None),
        )
        for letter in letters
        if letter in questions or letter in answers
    ]
    return [*pairs, *zip_longest(spare_asked, spare_told)]


def _choice(reading: Reading, base: Choice, cards: _Cards) -> Choice:
    """A choice in the words of its cards; `base` has its letter."""
    if not any(cards.sheets):
        return base
    asked, told = cards.asked.get(base.id), cards.told_of(base.id)
    if all(cards.sheets) and (asked is None or told is None):
        part = Part.MAIN if asked is None else Part.ANSWER
        reading.tell(Loss.CHOICE_HALF, part, letter=base.id.upper())
    text, why = base.text, base.why
    if told is not None:
        text, why = reading.shared(told.lines, (base.text, True), (base.why, False))
    if asked is not None:
        question = reading.markup.of(base.text, joined(asked.lines), bold=True)
        text = question if told is None else both(reading, base.text, question, text)
    return base.model_copy(update={"text": text, "why": why})


def both(reading: Reading, base: str, asked: str, told: str) -> str:
    """A text that stands on both sheets: the changed one, of two changed ones the question's.

    One that was deleted on one sheet alone stays, as a choice does.
    """
    shown = reading.markup.shown
    if shown(asked) == shown(told):
        return told if asked == base else asked
    if not shown(asked) or not shown(told):
        part, left = (Part.ANSWER, asked) if shown(asked) else (Part.MAIN, told)
        reading.tell(Loss.HALF_TEXT, part, text=short(shown(left)))
        return left
    loss = Loss.TWO_TEXTS if base not in (asked, told) else Loss.ONE_TEXT
    reading.tell(loss, Part.ANSWER, text=shown(asked), other=shown(told))
    return told if asked == base else asked
