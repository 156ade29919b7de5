"""The two Excel manuscripts: the awareness survey and the confirmation test."""

from __future__ import annotations

from .confirmation.book import write_test_workbook
from .survey.book import write_survey_workbook

__all__ = ["write_survey_workbook", "write_test_workbook"]
