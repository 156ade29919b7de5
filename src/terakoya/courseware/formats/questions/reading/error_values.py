"""What a cell shows where a spreadsheet has an error instead of a value.

Saved as text it is a word like any other: `#NAME?` is what stands in the file.
"""

from __future__ import annotations

import re

from ...xlsx.reading.grid import Cell

# Excel's, Google's and LibreOffice's own, in the languages that have words of their own for them.
_ERROR = re.compile(
    r"#(?:NAME\?|NOM\s?\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|"
    r"CONNECT!|UNKNOWN!|BUSY!|EXTERNAL!|PYTHON!|GETTING_DATA|ERROR!|名前\?|値!|#+)|"
    r"(?:Err|エラー)[:：]\s?[0-9]{3}",
    re.IGNORECASE,
)


def is_error(text: str, cell: Cell | None = None) -> bool:
    """Whether a text is an error value alone; `cell` is where it stands, if in one."""
    return (cell is not None and cell.is_error) or _ERROR.fullmatch(text.strip()) is not None
