"""What completes the course, and what opens after what.

Constants are those of Moodle's `completion/criteria/completion_criteria.php`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from lxml import etree

from .plan import Activity, Plan
from .xml import Value, element

ACTIVITY_CRITERION, ALL = 4, 1


def course_completion(plan: Plan, activities: Sequence[Activity]) -> etree._Element:
    """`completion.xml`: the course is completed once all of these activities are."""
    root = element("course_completion")
    for one in activities:
        fields: dict[str, Value] = {
            "course": plan.course,
            "criteriatype": ACTIVITY_CRITERION,
            "module": one.kind,
            "moduleinstance": one.id,
            "courseinstanceshortname": None,
            "enrolperiod": None,
            "timeend": None,
            "gradepass": None,
            "role": None,
        }
        root.append(element("course_completion_criteria", fields, id=next(plan.ids)))
    for kind in (None, ACTIVITY_CRITERION):
        method: dict[str, Value] = {
            "course": plan.course,
            "criteriatype": kind,
            "method": ALL,
            "value": None,
        }
        root.append(element("course_completion_aggr_methd", method, id=next(plan.ids)))
    return root


def once_completed(one: Activity | None) -> str | None:
    """The condition that an activity is completed; it is told to those who wait for it."""
    if one is None:
        return None
    condition = {
        "op": "&",
        "c": [{"type": "completion", "cm": one.id, "e": 1}],
        "showc": [True],
    }
    return json.dumps(condition, separators=(",", ":"))
