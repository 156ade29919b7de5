"""What somebody typed, in a mail to somebody who did not ask for it: `{{ member.name|plain }}`."""

from __future__ import annotations

import re

from django import template

register = template.Library()

LONGEST = 50
# The full-width forms read the same, and no mail program makes a link of them.
_LINKING = str.maketrans({":": "：", "/": "／", "@": "＠"})
_DOT = re.compile(r"(?<=\S)\.(?=\S)")


@register.filter
def plain(text: object) -> str:
    """One short line without anything that could become a link."""
    line = " ".join(str(text).split())
    short = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return _DOT.sub("．", short.translate(_LINKING))
