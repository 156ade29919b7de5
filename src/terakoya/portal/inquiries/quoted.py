"""What a mail repeats of earlier ones: told apart from what was written, never lost.

Pure. Where it cannot be told for sure, nothing is folded away.
"""

from __future__ import annotations

import re
from typing import Final

# A program's line above all of the mail that is answered; what follows is that mail.
_WHOLE: Final = re.compile(
    r"\s*(-{2,}\s*(Original Message|元のメッセージ).*|_{10,}\s*|(差出人|From)[:：]\s.*@.*)$",
    re.IGNORECASE,
)
# A line above quoted lines, each with its sign.
_WROTE: Final = re.compile(
    r"\s*(On .{6,200} wrote:|\d{4}年.{6,200}[:：]|\d{4}/\d.{6,200}[:：])\s*$"
)


def split_quoted(text: str) -> tuple[str, str]:
    """What was written, and what is repeated below; together they are the text."""
    lines = text.splitlines(keepends=True)
    for number in range(1, len(lines)):
        below = lines[number:]
        if not _begins_quote(below):
            continue
        above = "".join(lines[:number])
        if above.strip():
            return above, "".join(below)
        break
    return text, ""


def _begins_quote(lines: list[str]) -> bool:
    if _WHOLE.match(lines[0]):
        return True
    rest = lines[1:] if _WROTE.match(lines[0]) else lines
    written = [line for line in rest if line.strip()]
    return bool(written) and lines[0].strip() != "" and all(one.startswith(">") for one in written)
