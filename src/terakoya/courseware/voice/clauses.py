"""A sentence cut into the clauses that a voice says at once."""

from __future__ import annotations

import re

from ..inline import plain

SHORTEST = 8  # characters as shown; anything shorter is said together with what follows it
_CLAUSE_END = re.compile(r"(?<=[、，；：])|(?<=[,;:—])(?=\s)")
_SAYS_SOMETHING = re.compile(r"\w")


def clauses(sentence: str) -> tuple[str, ...]:
    """The clauses of a sentence, each with the comma that ends it; joined they are the sentence.

    A short clause goes with the next one, and a short last one with the one before: a voice says
    a single word like a call.
    """
    out: list[str] = []
    held = ""
    for part in _CLAUSE_END.split(sentence):
        held += part
        if len(plain(held).strip()) >= SHORTEST and _SAYS_SOMETHING.search(held):
            out.append(held)
            held = ""
    if held and out:
        out[-1] += held
    elif held:
        out.append(held)
    return tuple(out)
