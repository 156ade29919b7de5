"""What patching a deck gives: the new deck, and what to look at in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class PatchNotice:
    """What somebody should look at: the page in the new deck (from 1) and what happened there.

    `kind`: `mixed` (several looks in changed words became one), `missed` (a changed part is no
    longer on the page), `fitted` (a new page was laid out for the deck's page size), `notes` (the
    page has no notes to write into), `unpatched` (a slide that was never ours changed).
    """

    kind: str
    page: int
    slide: str
    block: str = ""


@dataclass(frozen=True)
class Patched:
    """The new deck, which slides were touched, added and removed, and what to look at."""

    deck: bytes
    touched: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    notices: tuple[PatchNotice, ...]

    def as_json(self) -> dict[str, object]:
        """All but the deck itself."""
        return {
            "touched": list(self.touched),
            "added": list(self.added),
            "removed": list(self.removed),
            "notices": [asdict(one) for one in self.notices],
        }
