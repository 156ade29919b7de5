"""A course as a Moodle course backup (`.mbz`): restore it, and it is there.

`docs/algorithms/moodle-backup.md` says what stands where and what Moodle does with it.
"""

from .course import write_moodle, write_moodle_with_survey

__all__ = ["write_moodle", "write_moodle_with_survey"]
