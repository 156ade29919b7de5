"""A list of people from a spreadsheet: read, recognised, checked; nothing here writes."""

from .checking import RosterPlan, RosterRow, RowProblem, check_roster
from .columns import Column
from .reading import MOST_BYTES, MOST_ROWS, Table, read_text, read_upload, to_text

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Column",
    "RosterPlan",
    "RosterRow",
    "RowProblem",
    "Table",
    "check_roster",
    "read_text",
    "read_upload",
    "to_text",
]
