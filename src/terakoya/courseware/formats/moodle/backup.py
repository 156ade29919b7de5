"""The files of a backup around its activities: contents, course, sections, list of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .activities import HTML, RELEASE, VERSION, grades, inforef, module, no_roles
from .plan import SYSTEM_CONTEXT, Activity, Plan, Section
from .xml import Value, add_fields, document, element, group

# What a backup holds beside the activities; nothing of people.
_SETTINGS = {
    "imscc11": 0,
    "users": 0,
    "anonymize": 0,
    "role_assignments": 0,
    "activities": 1,
    "blocks": 0,
    "files": 1,
    "filters": 0,
    "comments": 0,
    "badges": 0,
    "calendarevents": 0,
    "userscompletion": 0,
    "logs": 0,
    "grade_histories": 0,
    "questionbank": 1,
    "groups": 0,
    "competencies": 0,
    "customfield": 0,
    "contentbankcontent": 0,
    "xapistate": 0,
    "legacyfiles": 0,
}
_EMPTY = {
    "groups.xml": ("groups", "groupings"),
    "outcomes.xml": ("outcomes_definition", ""),
    "scales.xml": ("scales_definition", ""),
    "roles.xml": ("roles_definition", ""),
}


@dataclass(frozen=True)
class CourseHead:
    """What a backup says of the course as a whole."""

    short: str
    title: str
    summary: str
    backup_id: str
    starts: int


def backup_files(
    plan: Plan, head: CourseHead, bank: etree._Element, completion: etree._Element
) -> dict[str, bytes]:
    """Path → bytes of everything in the backup, with the roots of two parts made elsewhere."""
    files = {"moodle_backup.xml": document(_contents(plan, head))}
    files |= {
        "course/course.xml": document(_course(head, plan)),
        "course/roles.xml": document(no_roles()),
        "course/inforef.xml": document(element("inforef")),
        "questions.xml": document(bank),
        "completion.xml": document(completion),
        "files.xml": document(_file_list(plan)),
    }
    for name, (root, inner) in _EMPTY.items():
        node = element(root)
        if inner:
            group(node, inner)
        files[name] = document(node)
    for section in plan.sections:
        files[f"sections/section_{section.id}/section.xml"] = document(_section(section, plan))
        files[f"sections/section_{section.id}/inforef.xml"] = document(element("inforef"))
    for activity in plan.activities:
        files |= dict(_activity_files(activity, plan))
    for file in plan.files:
        files[f"files/{file.hash[:2]}/{file.hash}"] = file.data
    return files


def _activity_files(one: Activity, plan: Plan) -> Iterator[tuple[str, bytes]]:
    assert one.body is not None
    for name, node in (
        ("module", module(one, plan.when)),
        (one.kind, one.body),
        ("inforef", inforef(one)),
        ("roles", no_roles()),
        ("grades", grades(one)),
    ):
        yield f"{one.folder}/{name}.xml", document(node)


def _file_list(plan: Plan) -> etree._Element:
    root = element("files")
    for file in plan.files:
        fields: dict[str, Value] = {
            "contenthash": file.hash,
            "contextid": file.context,
            "component": file.component,
            "filearea": file.area,
            "itemid": file.item,
            "filepath": file.path,
            "filename": file.name,
            "userid": None,
            "filesize": len(file.data),
            "mimetype": file.mimetype,
            "status": 0,
            "timecreated": plan.when,
            "timemodified": plan.when,
            "source": file.name,
            "author": None,
            "license": None,
            "sortorder": 0,
            "repositorytype": None,
            "repositoryid": None,
            "reference": None,
        }
        root.append(element("file", fields, id=file.id))
    return root


# -- course and sections ------------------------------------------------------------------------


def _course(head: CourseHead, plan: Plan) -> etree._Element:
    root = element(
        "course",
        {
            "shortname": head.short,
            "fullname": head.title,
            "idnumber": "",
            "summary": head.summary,
            "summaryformat": HTML,
            "format": "topics",
            "showgrades": 1,
            "newsitems": 0,
            "startdate": head.starts,
            "enddate": 0,
            "marker": 0,
            "maxbytes": 0,
            "legacyfiles": 0,
            "showreports": 0,
            "visible": 1,
            "groupmode": 0,
            "groupmodeforce": 0,
            "defaultgroupingid": 0,
            "lang": "",
            "theme": "",
            "timecreated": plan.when,
            "timemodified": plan.when,
            "requested": 0,
            "showactivitydates": 0,
            "showcompletionconditions": 1,
            "enablecompletion": 1,
            "completionnotify": 0,
        },
        id=plan.course,
        contextid=plan.course_context,
    )
    category: dict[str, Value] = {"name": head.title, "description": None}
    root.append(element("category", category, id=plan.course_category))
    group(root, "tags")
    return root


def _section(section: Section, plan: Plan) -> etree._Element:
    return element(
        "section",
        {
            "number": section.number,
            "name": section.name or None,
            "summary": "",
            "summaryformat": HTML,
            "sequence": ",".join(str(one.id) for one in section.activities),
            "visible": 1,
            "availabilityjson": None,
            "component": None,
            "itemid": None,
            "timemodified": plan.when,
        },
        id=section.id,
    )


# -- contents -----------------------------------------------------------------------------------


def _contents(plan: Plan, head: CourseHead) -> etree._Element:
    root = element("moodle_backup")
    information = group(root, "information")
    add_fields(
        information,
        {
            "name": f"{head.short}.mbz",
            "moodle_version": VERSION,
            "moodle_release": RELEASE,
            "backup_version": VERSION,
            "backup_release": RELEASE,
            "backup_date": plan.when,
            "mnet_remoteusers": 0,
            "include_files": 1,
            "include_file_references_to_external_content": 0,
            "original_wwwroot": "https://terakoya.example",
            "original_site_identifier_hash": head.backup_id,
            "original_course_id": plan.course,
            "original_course_format": "topics",
            "original_course_fullname": head.title,
            "original_course_shortname": head.short,
            "original_course_startdate": head.starts,
            "original_course_enddate": 0,
            "original_course_contextid": plan.course_context,
            "original_system_contextid": SYSTEM_CONTEXT,
        },
    )
    detail: dict[str, Value] = {
        "type": "course",
        "format": "moodle2",
        "interactive": 1,
        "mode": 10,
        "execution": 1,
        "executiontime": 0,
    }
    group(information, "details", element("detail", detail, backup_id=head.backup_id))
    _list_contents(information, plan, head)
    _list_settings(information, plan, head)
    return root


def _list_contents(information: etree._Element, plan: Plan, head: CourseHead) -> None:
    contents = group(information, "contents")
    activities = [
        element(
            "activity",
            {
                "moduleid": one.id,
                "sectionid": one.section.id,
                "modulename": one.kind,
                "title": one.title,
                "directory": one.folder,
            },
        )
        for one in plan.activities
    ]
    group(contents, "activities", *activities)
    sections = [
        element(
            "section",
            {
                "sectionid": one.id,
                "title": one.name or str(one.number),
                "directory": f"sections/section_{one.id}",
            },
        )
        for one in plan.sections
    ]
    group(contents, "sections", *sections)
    course: dict[str, Value] = {
        "courseid": plan.course,
        "title": head.title,
        "directory": "course",
    }
    contents.append(element("course", course))


def _list_settings(information: etree._Element, plan: Plan, head: CourseHead) -> None:
    rows: list[dict[str, Value]] = [
        {"level": "root", "name": "filename", "value": f"{head.short}.mbz"}
    ]
    rows += [{"level": "root", "name": name, "value": value} for name, value in _SETTINGS.items()]
    for kind, names in (
        ("section", [f"section_{one.id}" for one in plan.sections]),
        ("activity", [f"{one.kind}_{one.id}" for one in plan.activities]),
    ):
        for name in names:
            for what, value in (("included", 1), ("userinfo", 0)):
                rows.append({"level": kind, kind: name, "name": f"{name}_{what}", "value": value})
    group(information, "settings", *(element("setting", row) for row in rows))
