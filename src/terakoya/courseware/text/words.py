"""A paragraph as one line of a chapter file, whatever it holds.

A paragraph stands as it is. One that the file would misread (it begins with `# `, is `---` or
empty, holds a line break) stands as a backslash and the text in JSON's quotation marks.
"""

from __future__ import annotations

import json
import re

_MARK = '\\"'
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def word_line(text: str) -> str:
    """The line that stands for a title or a paragraph."""
    is_plain = (
        text != ""
        and text == text.strip()
        and not _UNSAFE.search(text)
        and not text.startswith(("# ", _MARK))
        and text != "---"
        and text != "#"
    )
    if is_plain:
        return text
    line = json.dumps(text, ensure_ascii=False)
    return "\\" + _UNSAFE.sub(lambda mark: f"\\u{ord(mark[0]):04x}", line)


def read_word_line(line: str) -> str | None:
    """The text of a line that `word_line` put in quotation marks; `None` for any other line."""
    if not line.startswith(_MARK):
        return None
    try:
        text = json.loads(line[1:])
    except ValueError:
        return None
    return text if isinstance(text, str) else None
