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
class HandWork:
    """Words that could not be put in: what the page says, and what it should say.

    `before` is empty for words that have no place on the page, `after` for words to take out.
    `page` counts from 1 in the new deck; `in_notes` says that they are narration.
    """

    page: int
    slide: str
    title: str
    before: str
    after: str
    in_notes: bool = False


@dataclass(frozen=True)
class Rewording:
    """Words of a page that changed: as they were and as they are; empty where there are none.

    `page` counts from 1 in the new deck; `in_notes` says that they are narration.
    """

    page: int
    before: str
    after: str
    in_notes: bool = False


@dataclass(frozen=True)
class Patched:
    """The new deck, which slides were touched, added and removed, and what to look at.

    Touched are slides of which a page or its notes really changed; `changed_pages` and
    `added_pages` count from 1 in the new deck, `kept_pages` have the bytes that they had.
    `by_hand` is what somebody has to put in; `page_titles` are those of all pages, in order;
    `rewordings` are the words of the changed pages, those for somebody's hand left out.
    """

    deck: bytes
    touched: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    notices: tuple[PatchNotice, ...]
    by_hand: tuple[HandWork, ...] = ()
    changed_pages: tuple[int, ...] = ()
    added_pages: tuple[int, ...] = ()
    kept_pages: int = 0
    removed_pages: int = 0
    page_titles: tuple[str, ...] = ()
    rewordings: tuple[Rewording, ...] = ()

    def as_json(self) -> dict[str, object]:
        """All but the deck itself."""
        return {
            "touched": list(self.touched),
            "added": list(self.added),
            "removed": list(self.removed),
            "changed_pages": list(self.changed_pages),
            "added_pages": list(self.added_pages),
            "kept_pages": self.kept_pages,
            "removed_pages": self.removed_pages,
            "page_titles": list(self.page_titles),
            "notices": [asdict(one) for one in self.notices],
            "rewordings": [asdict(one) for one in self.rewordings],
            "by_hand": [asdict(one) for one in self.by_hand],
        }
