"""Company values that were typed into a deck: the same new words in every place of a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...marked_text.punctuation import bare
from .notices import Loss, Notice

Votes = Mapping[str, Sequence[str | None]]


def decide(
    votes: Votes, expected: Mapping[str, str], desk: Mapping[str, str] | None
) -> dict[str, str]:
    """The values that the deck shows where they are not the expected ones.

    `votes` are what stands in each place of a variable (`None` where the words around it
    changed, too). The desk has no other words around it and decides for its own variables.
    Other punctuation or width of the same words is no other value.
    """
    found: dict[str, str] = {}
    for key, seen in votes.items():
        known = [value for value in seen if value is not None]
        if key in expected and known and len(set(known)) == 1:
            found[key] = known[0]
    found |= {key: value for key, value in (desk or {}).items() if key in expected}
    return {key: value for key, value in found.items() if bare(value) != bare(expected[key])}


def value_notices(
    votes: Votes,
    expected: Mapping[str, str],
    desk: Mapping[str, str] | None,
    labels: Mapping[str, str],
) -> Iterator[Notice]:
    """Company values that stay although the deck writes them otherwise somewhere.

    Either it only punctuates them otherwise, or its places say different words.
    """
    decided = decide(votes, expected, desk)
    for key, was in expected.items():
        seen = [value for value in (*votes.get(key, ()), (desk or {}).get(key)) if value]
        others = dict.fromkeys(value for value in seen if value != was)
        respelled = [value for value in others if bare(value) == bare(was)]
        words = {bare(value): value for value in reversed(others) if value not in respelled}
        words.pop(bare(decided.get(key, "")), None)
        label = labels.get(key, key)
        if respelled:
            yield Notice(Loss.VALUE_RESPELLED, None, {"label": label, "value": respelled[0]})
        if len(words) > (0 if key in decided else 1):
            said = "」「".join(reversed(words.values()))
            yield Notice(Loss.VALUES_DIFFER, None, {"label": label, "values": said})
