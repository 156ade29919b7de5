"""What an organisation may take away of an own course."""

from __future__ import annotations

from ...editions.models import EditionRevision
from ...orders.exports import GROUPS, OWN_GROUP, ExportGroup, offered_groups

QUESTIONS = "question-table"  # of the group that is about questions alone


def groups_of(published: EditionRevision) -> tuple[ExportGroup, ...]:
    """The exports of what is published: without questions none of the test alone."""
    has_test = bool(published.revision.meta["blueprint"])
    others = (one for one in GROUPS if has_test or QUESTIONS not in one.exports)
    return offered_groups((OWN_GROUP, *others), [published.revision])
