"""A list of people from a spreadsheet: read, recognised, checked; nothing here writes."""

from .cells import RosterRow, RowProblem
from .checking import RosterPlan, check_roster, is_invited
from .columns import OF_TEMPLATE, Column
from .comparison import Known, Line
from .reading import MOST_BYTES, MOST_ROWS, ReadLater, Table, read_text, read_upload, to_text

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "OF_TEMPLATE",
    "Column",
    "Known",
    "Line",
    "ReadLater",
    "RosterPlan",
    "RosterRow",
    "RowProblem",
    "Table",
    "check_roster",
    "is_invited",
    "read_text",
    "read_upload",
    "to_text",
]
