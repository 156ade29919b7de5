"""What a request asks 受講状況 for; its exports are narrowed by the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..accounts.models import Department
from ..accounts.selectors import DepartmentTree
from ..learning.models import Assignment
from ..learning.selectors.assignments import first_shown
from ..learning.selectors.standing import Narrowing
from .forms import StatusForm
from .status_list import STATES, Order, order_of


@dataclass(frozen=True)
class Asked:
    """What the address asks for: an assignment, and what its list is narrowed to."""

    assignment: Assignment
    title: str
    narrowing: Narrowing
    order: Order

    @property
    def is_searched(self) -> bool:
        """Whether words narrow the list, so that its length is not among the numbers."""
        return bool(self.narrowing.words.split())

    @property
    def is_narrowed(self) -> bool:
        """Whether the list leaves out anybody whom the assignment is for."""
        wanted = self.narrowing
        return self.is_searched or wanted.state != "all" or wanted.department is not None


def asked_of(
    form: StatusForm, titled: list[tuple[Assignment, str]], tree: DepartmentTree
) -> Asked | None:
    """What a request asks for, else the first that is shown; `None` where there is none."""
    form.is_valid()
    said = form.cleaned_data
    wanted = next((one for one in titled if one[0].uuid == said.get("assignment")), None)
    shown = wanted or first_shown(titled)
    if shown is None:
        return None
    assignment, title = shown
    state = said.get("state", "")
    narrowing = Narrowing(
        state if state in STATES else "all",
        said.get("q", ""),
        _department(tree, said.get("department")),
        form.day(),
    )
    return Asked(assignment, title, narrowing, order_of(said.get("sort", "")))


def _department(tree: DepartmentTree, wanted: Any) -> Department | None:
    """The department that a list is narrowed to; what is not the organisation's narrows nothing."""
    departments = (node.department for node in tree.by_id.values())
    return next((one for one in departments if one.uuid == wanted), None)
