"""The tree of departments, read whole: at most 5,000 rows in one query."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, FilteredRelation, Q

from ...common import clock
from ..choices import DepartmentChangeKind
from ..models import Department, DepartmentChange, DepartmentMembership, Member, Organisation

SEPARATOR = "/"
MOST_SHOWN = 300
CHANGES_SHOWN = 50


@dataclass(slots=True)
class DepartmentNode:
    """A department with its place: `label` is 営業部/第一課."""

    department: Department
    label: str
    level: int
    members: int = 0
    children: list[DepartmentNode] = field(default_factory=list)

    def walk(self) -> Iterator[DepartmentNode]:
        """This node, then everything below it in the order of the page."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class DepartmentTree:
    """All departments of an organisation."""

    roots: list[DepartmentNode]
    by_id: dict[int, DepartmentNode]

    def walk(self) -> Iterator[DepartmentNode]:
        """Every node, parents before children, siblings by name."""
        for root in self.roots:
            yield from root.walk()

    def find(self, path: tuple[str, ...]) -> DepartmentNode | None:
        """The node at a path of names."""
        label = SEPARATOR.join(path)
        return next((node for node in self.by_id.values() if node.label == label), None)

    def label_of(self, department_id: int | None) -> str:
        """営業部/第一課; empty for None."""
        node = self.by_id.get(department_id or 0)
        return node.label if node else ""

    def in_use(self) -> list[DepartmentNode]:
        """Nodes that people may be placed in."""
        return [node for node in self.walk() if node.department.is_active]


def department_tree(
    organisation: Organisation | int, *, with_counts: bool = False
) -> DepartmentTree:
    """Reads the tree of an organisation or its id; with counts of present members (own, not below)
    one query more.
    """
    rows = list(Department.objects.filter(organisation=organisation).order_by("path"))
    counts = _member_counts(organisation) if with_counts else {}
    below: dict[int | None, list[Department]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    nodes: dict[int, DepartmentNode] = {}
    roots: list[DepartmentNode] = []
    waiting = below[None]
    while waiting:  # parents before their children
        for row in waiting:
            parent = nodes.get(row.parent_id or 0)
            label = f"{parent.label}{SEPARATOR}{row.name}" if parent else row.name
            level = parent.level + 1 if parent else 0
            node = DepartmentNode(row, label, level, counts.get(row.pk, 0))
            nodes[row.pk] = node
            (parent.children if parent else roots).append(node)
        waiting = [child for row in waiting for child in below[row.pk]]
    for siblings in (roots, *(node.children for node in nodes.values())):
        siblings.sort(key=lambda node: (not node.department.is_active, node.department.name))
    return DepartmentTree(roots, nodes)


def split_into_levels(tree: DepartmentTree) -> list[DepartmentNode]:
    """What a pick list shows: the whole tree, or so many levels of it as stay readable."""
    nodes = tree.in_use()
    deepest = max((node.level for node in nodes), default=0)
    while deepest and len(nodes) > MOST_SHOWN:
        deepest -= 1
        nodes = [node for node in nodes if node.level <= deepest]
    return nodes


def present_in_department(department: Department) -> int:
    """How many members work there now."""
    return (
        Member.objects.present()
        .filter(departments__department=department, departments__until_on=None)
        .count()
    )


def _member_counts(organisation: Organisation | int) -> dict[int, int]:
    rows = (
        DepartmentMembership.objects.filter(organisation=organisation, until_on=None)
        .filter(Q(member__left_on=None) | Q(member__left_on__gt=clock.today()))
        .values_list("department")
        .annotate(Count("id"))
        .order_by()
    )
    return dict(rows)


def changes_of(department: Department, page: int) -> Page[DepartmentChange]:
    """What became of it, newest first, 50 a page."""
    rows = DepartmentChange.objects.filter(department=department).order_by("-id")
    return Paginator(rows, CHANGES_SHOWN).get_page(page)


def names_of(organisation_id: int) -> dict[int, tuple[str, list[tuple[dt.date, str]]]]:
    """By department: its name; from which day on it bore another one, and the one before.

    One statement.
    """
    found: dict[int, tuple[str, list[tuple[dt.date, str]]]] = {}
    renamed = FilteredRelation("changes", condition=Q(changes__kind=DepartmentChangeKind.RENAMED))
    rows = Department.objects.filter(organisation_id=organisation_id).annotate(renamed=renamed)
    columns = ("pk", "name", "renamed__on", "renamed__before")
    for key, name, on, before in rows.order_by("pk", "renamed__id").values_list(*columns):
        renames = found.setdefault(key, (name, []))[1]
        if on is not None:
            renames.append((on, before))
    return found
