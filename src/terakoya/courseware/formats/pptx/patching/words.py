"""What patching tells people, in their language; the sentences are in `languages/`."""

from __future__ import annotations

from pathlib import Path

from ....text.word_lists import words_in
from .result import HandWork, Patched, PatchNotice

_FOLDER = Path(__file__).parent / "languages"


def patched_lines(patched: Patched, language: str) -> list[str]:
    """What was done to a deck, and what is left to somebody's hand."""
    words = words_in(_FOLDER, language)
    done = {
        "changed": len(patched.changed_pages),
        "added": len(patched.added_pages),
        "removed": patched.removed_pages,
        "kept": patched.kept_pages,
    }
    count = len(patched.by_hand)
    rest = words["by-hand"].format(count=count) if count else words["no-hand"]
    return [
        words["summary"].format_map(done),
        *(notice_line(one, language) for one in patched.notices),
        rest,
        *(hand_line(one, language) for one in patched.by_hand),
    ]


def notice_line(notice: PatchNotice, language: str) -> str:
    """What somebody should look at."""
    sentence: str = words_in(_FOLDER, language)["notices"][notice.kind]
    return sentence.format(page=notice.page, block=notice.block)


def hand_line(work: HandWork, language: str) -> str:
    """Which words to put in by hand, and where."""
    words = words_in(_FOLDER, language)["hand"]
    kind = "replace" if work.before and work.after else "add" if work.after else "remove"
    sentence: str = words[kind]
    return sentence.format(
        page=work.page,
        title=work.title,
        place=words["in-notes"] if work.in_notes else "",
        before=work.before,
        after=work.after,
    )
