"""Workbooks of ours that come back: the survey and the test as somebody changed them.

`docs/algorithms/workbooks-back.md` describes how items and questions are recognised.
"""

from .confirmation import ReadTest, import_test
from .notices import Notice, UnreadableSheet
from .survey import ReadSurvey, import_survey

__all__ = [
    "Notice",
    "ReadSurvey",
    "ReadTest",
    "UnreadableSheet",
    "import_survey",
    "import_test",
]
