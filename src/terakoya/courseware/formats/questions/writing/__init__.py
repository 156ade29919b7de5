"""The pool as question files for other systems: GIFT, Moodle XML, and a table to fill in."""

from .gift import write_gift
from .moodle_xml import write_moodle_xml
from .template import write_question_table

__all__ = ["write_gift", "write_moodle_xml", "write_question_table"]
