"""The XML of activities: book, feedback, SCORM package, and what all kinds have in common.

Field names and order are those of the backup steps of Moodle 4.5 (`mod/*/backup/moodle2/`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from .plan import Activity
from .xml import Value, add_fields, element, group

VERSION, RELEASE = "2024100700", "4.5"  # the Moodle whose fields these are
HTML = 1  # FORMAT_HTML
NOT_NUMBERED, LINKS_WITH_TITLES = 0, 2  # BOOK_NUM_NONE, BOOK_LINK_TEXT
ITEMS_COMPLETED, HIGHEST_SCORE = 0, 1  # GRADESCOES, GRADEHIGHEST
ON_VIEW: Mapping[str, Value] = {"completion": 2, "completionview": 1}
ON_OWN_RULE: Mapping[str, Value] = {"completion": 2}
ON_PASSING: Mapping[str, Value] = {
    "completion": 2,
    "completiongradeitemnumber": 0,
    "completionpassgrade": 1,
}


def activity_xml(one: Activity, inner: etree._Element) -> etree._Element:
    """The root of an activity's own part."""
    node = element(
        "activity", id=one.instance, moduleid=one.id, modulename=one.kind, contextid=one.context
    )
    node.append(inner)
    return node


def inner_xml(one: Activity, fields: Mapping[str, Value]) -> etree._Element:
    """The element of a kind of activity, with its name and fields."""
    return element(one.kind, {"name": one.title, **fields}, id=one.instance)


@dataclass(frozen=True)
class BookPage:
    """A page of a book; Moodle calls it a chapter."""

    id: int
    title: str
    html: str


def book(one: Activity, pages: Sequence[BookPage], when: int) -> etree._Element:
    """A book whose pages lead to the next and the previous one by their titles."""
    fields: dict[str, Value] = {
        "intro": "",
        "introformat": HTML,
        "numbering": NOT_NUMBERED,
        "navstyle": LINKS_WITH_TITLES,
        "customtitles": 0,
        "timecreated": when,
        "timemodified": when,
    }
    inner = inner_xml(one, fields)
    rows = [
        element(
            "chapter",
            {
                "pagenum": number,
                "subchapter": 0,
                "title": page.title,
                "content": page.html,
                "contentformat": HTML,
                "hidden": 0,
                "timecreated": when,
                "timemodified": when,
                "importsrc": "",
            },
            id=page.id,
        )
        for number, page in enumerate(pages, 1)
    ]
    group(inner, "chapters", *rows)
    return activity_xml(one, inner)


def feedback(
    one: Activity, intro: str, thanks: str, items: Sequence[Mapping[str, Value]], when: int
) -> etree._Element:
    """A survey; its items are fields of `feedback_item` without id and position."""
    fields: dict[str, Value] = {
        "intro": intro,
        "introformat": HTML,
        "anonymous": 1,
        "email_notification": 0,
        "multiple_submit": 0,
        "autonumbering": 1,
        "site_after_submit": "",
        "page_after_submit": thanks,
        "page_after_submitformat": HTML,
        "publish_stats": 0,
        "timeopen": 0,
        "timeclose": 0,
        "timemodified": when,
        "completionsubmit": 1,
    }
    inner = inner_xml(one, fields)
    rows = [
        element("item", {"template": 0, **item, "position": number}, id=next(one.ids))
        for number, item in enumerate(items, 1)
    ]
    group(inner, "items", *rows)
    group(inner, "completeds")
    return activity_xml(one, inner)


def feedback_item(
    *, name: str, label: str, kind: str, presentation: str, options: str
) -> dict[str, Value]:
    """One item of a feedback; nobody has to answer it."""
    return {
        "name": name,
        "label": label,
        "presentation": presentation,
        "typ": kind,
        "hasvalue": 1,
        "required": 0,
        "dependitem": 0,
        "dependvalue": "",
        "options": options,
    }


def scorm(
    one: Activity,
    intro: str,
    package: bytes,
    name: str,
    manifest: bytes,
    when: int,
    *,
    has_score: bool,
) -> etree._Element:
    """A SCORM 1.2 package with the rows that Moodle would read from its manifest.

    A restore reads no manifest, so its organization and items stand here. Without a score its
    grade is how many of its items, which is one, are completed: nobody has 0 of 100.
    """
    rows, start = _scoes(manifest, one.ids)
    fields: dict[str, Value] = {
        "scormtype": "local",
        "reference": name,
        "intro": intro,
        "introformat": HTML,
        "version": "SCORM_1.2",
        "maxgrade": 100,
        "grademethod": HIGHEST_SCORE if has_score else ITEMS_COMPLETED,
        "whatgrade": 0,
        "maxattempt": 0,
        "forcecompleted": 0,
        "forcenewattempt": 0,
        "lastattemptlock": 0,
        "masteryoverride": 0,
        "displayattemptstatus": 1,
        "displaycoursestructure": 0,
        "updatefreq": 0,
        "sha1hash": hashlib.sha1(package, usedforsecurity=False).hexdigest(),
        "md5hash": "",
        "revision": 1,
        "launch": start,
        "skipview": 2,
        "hidebrowse": 1,
        "hidetoc": 3,
        "nav": 0,
        "navpositionleft": -100,
        "navpositiontop": -100,
        "auto": 0,
        "popup": 0,
        "options": "",
        "width": 100,
        "height": 800,
        "timeopen": 0,
        "timeclose": 0,
        "timemodified": when,
        "completionstatusrequired": 6,
        "completionscorerequired": None,
        "completionstatusallscos": 0,
        "autocommit": 1,
    }
    inner = inner_xml(one, fields)
    group(inner, "scoes", *rows)
    return activity_xml(one, inner)


def _scoes(manifest: bytes, ids: Iterator[int]) -> tuple[list[etree._Element], int]:
    """The rows of an organization and its items, and the id of the one to begin with."""
    root = etree.fromstring(manifest)
    space = {"m": str(etree.QName(root).namespace)}
    resources = {
        one.get("identifier", ""): one.get("href", "")
        for one in root.iterfind(".//m:resource", space)
    }
    rows: list[etree._Element] = []
    start = 0
    for organization in root.iterfind(".//m:organization", space):
        own = organization.get("identifier", "")
        rows.append(_sco(next(ids), len(rows) + 1, root, "", "/", organization, "", space))
        for item in organization.iterfind(".//m:item", space):
            parent = item.getparent()
            above = own if parent is None else parent.get("identifier", own)
            launch = resources.get(item.get("identifierref", ""), "")
            number = next(ids)
            rows.append(_sco(number, len(rows) + 1, root, own, above, item, launch, space))
            start = start or (number if launch else 0)
    return rows, start


def _sco(
    number: int,
    place: int,
    root: etree._Element,
    organization: str,
    parent: str,
    node: etree._Element,
    launch: str,
    space: Mapping[str, str],
) -> etree._Element:
    row = element(
        "sco",
        {
            "manifest": root.get("identifier", ""),
            "organization": organization,
            "parent": parent,
            "identifier": node.get("identifier", ""),
            "launch": launch,
            "scormtype": "sco" if launch else "",
            "title": node.findtext("m:title", "", dict(space)),
            "sortorder": place,
        },
        id=number,
    )
    group(row, "sco_datas")
    for name in ("seq_ruleconds", "seq_rolluprules", "seq_objectives", "sco_tracks"):
        group(row, name)
    return row


def grade_item(
    one: Activity, number: int, gradepass: int, when: int, *, most: int = 100
) -> etree._Element:
    """What an activity gives to the gradebook: percent or less, passed from `gradepass`."""
    return element(
        "grade_item",
        {
            "categoryid": None,
            "itemname": one.title,
            "itemtype": "mod",
            "itemmodule": one.kind,
            "iteminstance": one.instance,
            "itemnumber": 0,
            "iteminfo": None,
            "idnumber": "",
            "calculation": None,
            "gradetype": 1,
            "grademax": f"{most}.00000",
            "grademin": "0.00000",
            "scaleid": None,
            "outcomeid": None,
            "gradepass": f"{gradepass}.00000",
            "multfactor": "1.00000",
            "plusfactor": "0.00000",
            "aggregationcoef": "0.00000",
            "aggregationcoef2": "0.00000",
            "weightoverride": 0,
            "sortorder": number,
            "display": 0,
            "decimals": None,
            "hidden": 0,
            "locked": 0,
            "locktime": 0,
            "needsupdate": 0,
            "timecreated": when,
            "timemodified": when,
        },
        id=next(one.ids),
    )


def module(one: Activity, when: int) -> etree._Element:
    """How an activity stands in its section, and when it is completed."""
    fields: dict[str, Value] = {
        "modulename": one.kind,
        "sectionid": one.section.id,
        "sectionnumber": one.section.number,
        "idnumber": "",
        "added": when,
        "score": 0,
        "indent": 0,
        "visible": int(one.visible),
        "visibleoncoursepage": 1,
        "visibleold": int(one.visible),
        "groupmode": 0,
        "groupingid": 0,
        "completion": 0,
        "completiongradeitemnumber": None,
        "completionpassgrade": 0,
        "completionview": 0,
        "completionexpected": 0,
        "availability": one.availability,
        "showdescription": 0,
        "downloadcontent": 1,
        "lang": "",
        **one.completion,
    }
    node = element("module", fields, id=one.id, version=VERSION)
    group(node, "tags")
    return node


def inforef(one: Activity) -> etree._Element:
    """What an activity refers to; without it, Moodle drops its files without a word."""
    node = element("inforef")
    references: tuple[tuple[str, str, Sequence[int]], ...] = (
        ("fileref", "file", [file.id for file in one.files]),
        ("grade_itemref", "grade_item", _grade_ids(one)),
        ("question_categoryref", "question_category", one.categories),
    )
    for name, kind, ids in references:
        if ids:
            group(node, name, *(element(kind, {"id": number}) for number in ids))
    return node


def _grade_ids(one: Activity) -> list[int]:
    return [] if one.grade_item is None else [int(one.grade_item.get("id", "0"))]


def grades(one: Activity) -> etree._Element:
    """The gradebook of one activity."""
    node = element("activity_gradebook")
    items = [] if one.grade_item is None else [one.grade_item]
    group(node, "grade_items", *items)
    group(node, "grade_letters")
    return node


def no_roles() -> etree._Element:
    """Nobody has a role of their own."""
    node = element("roles")
    add_fields(node, {})
    group(node, "role_overrides")
    group(node, "role_assignments")
    return node
