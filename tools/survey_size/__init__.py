"""Surveys of large organisations: `python -m tools.survey_size`; figures in docs/bench.md."""
