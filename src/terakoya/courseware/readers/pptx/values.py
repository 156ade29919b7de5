"""Company values that were typed into a deck: the same new words in every place of a variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def decide(
    votes: Mapping[str, Sequence[str | None]],
    expected: Mapping[str, str],
    desk: Mapping[str, str] | None,
) -> dict[str, str]:
    """The values that the deck shows where they are not the expected ones.

    `votes` are what stands in each place of a variable (`None` where the words around it
    changed, too). The desk has no other words around it and decides for its own variables.
    """
    found: dict[str, str] = {}
    for key, seen in votes.items():
        known = [value for value in seen if value is not None]
        if key in expected and known and len(set(known)) == 1 and known[0] != expected[key]:
            found[key] = known[0]
    for key, value in (desk or {}).items():
        if key not in expected:
            continue
        if value != expected[key]:
            found[key] = value
        else:
            found.pop(key, None)
    return found
