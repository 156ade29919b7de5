"""Which choice of a question a choice of a file is: its id follows its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ....text.alignment import SURELY_ALIKE, text_likeness
from ..writing.confirmation.plan import LETTERS

Written = tuple[str, str, str]  # the id that its place says, the letter before it, its words


def choice_ids(choices: Sequence[Written], known: Mapping[str, str]) -> list[str]:
    """The id of each choice; `known` are the words of the question's choices as they were.

    The words decide where they are surely alike, then the place, then the letter. A new choice
    never gets the id of one that was deleted while another is free.
    """
    ids = _by_words(choices, known)
    for at, (named, _, _) in enumerate(choices):
        if at not in ids and named and named not in ids.values():
            ids[at] = named
    for at, (_, letter, _) in enumerate(choices):
        if at not in ids:
            wanted = [letter if letter not in known else "", *LETTERS]
            free = [name for name in wanted if name and name not in ids.values()]
            ids[at] = next((name for name in free if name not in known), free[0] if free else "e")
    return [ids[at] for at in range(len(choices))]


def _by_words(choices: Sequence[Written], known: Mapping[str, str]) -> dict[int, str]:
    """The ids by likeness, the most alike first; of two as alike, the one in its place."""
    pairs = sorted(
        (-text_likeness(text, words), name != named, at, name)
        for at, (named, _, text) in enumerate(choices)
        for name, words in known.items()
        if text == words or text_likeness(text, words) >= SURELY_ALIKE
    )
    ids: dict[int, str] = {}
    for _, _, at, name in pairs:
        if at not in ids and name not in ids.values():
            ids[at] = name
    return ids
