"""The two Excel manuscripts: the awareness survey and the confirmation test."""

from __future__ import annotations

from .survey.book import write_survey_workbook

__all__ = ["write_survey_workbook"]
