"""Retention: what goes when its time is over, and an organisation's data at once.

The rules stand in each app's `retention.py`; here they are put in order and run. Of one
organisation: `operator/organisation_data.py`. Periods and
worked dates: docs/algorithms/retention.md.
"""
