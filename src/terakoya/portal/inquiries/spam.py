"""Which inquiries are doubtful: by how they were sent, never by a puzzle.

Pure. A doubtful one is kept in a folder that the desk sees, and nobody is told; see
docs/algorithms/inquiries.md.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

FASTEST: Final = dt.timedelta(seconds=3)
MOST_LINKS: Final = 3
TRAP, NO_PAGE, FAST, LINKS = "trap", "no-page", "fast", "links"
_LINK: Final = re.compile(r"https?://|www\.", re.IGNORECASE)


def doubts_about(
    *, trap: str, opened: dt.datetime | None, sent: dt.datetime, texts: list[str]
) -> tuple[str, ...]:
    """Why an inquiry may be spam; empty: nothing speaks for it.

    `trap` is what stands in the field that people do not see, `opened` when the form was shown
    (`None`: no page of ours was).
    """
    found = {
        TRAP: bool(trap.strip()),
        NO_PAGE: opened is None,
        FAST: opened is not None and sent - opened < FASTEST,
        LINKS: sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS,
    }
    return tuple(doubt for doubt, holds in found.items() if holds)
