"""What learning holds about a person (accounts/personal_data.py); read for the person alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from ...accounts.models import Person
from ...accounts.personal_data import Section
from ...catalogue.models import RevisionText
from ...common.languages import current_language
from ..choices import CheckInWay, EnrolmentKind, NoteKind
from ..models import (
    Acknowledgement,
    AssignmentMember,
    Attempt,
    Attendance,
    Certificate,
    Enrolment,
    Note,
    PaperResult,
    SeatHolder,
    SlideProgress,
)


def learning_sections(person: Person) -> list[Section]:
    """Eleven statements, whatever the person has learned."""
    sections = [
        _enrolments(person),
        _chosen(person),
        _attendances(person),
        _slides(person),
        _attempts(person),
        _paper_results(person),
        _certificates(person),
        _notes(person),
        _seats(person),
        _acknowledgements(person),
    ]
    titles = course_titles(person)
    for section in sections:
        for row in section.rows:
            row["course"] = titles.get(row["course"], row["course"])
    return sections


def course_titles(person: Person) -> dict[str, str]:
    """The titles of the courses that the person runs, by their slugs, in this language.

    Kept with the person, whom one request reads anew: three apps ask.
    """
    language = current_language()
    kept: dict[str, dict[str, str]] = vars(person).setdefault("_course_titles", {})
    if language not in kept:
        own = Enrolment.objects.filter(member__person=person).values("revision")
        texts = RevisionText.objects.filter(revision__in=own, language=language).order_by("id")
        kept[language] = dict(texts.values_list("revision__course__slug", "title"))
    return kept[language]


def _rows(columns: dict[str, str], values: Any) -> list[dict[str, Any]]:
    return [dict(zip(columns, one, strict=True)) for one in values]


def _enrolments(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "version": _("版"),
        "language": _("言語"),
        "kind": _("種類"),
        "due_on": _("期限"),
        "department": _("始めたときの部署"),
        "opened_at": _("始めた日時"),
        "first_slide_at": _("最初のスライド"),
        "last_at": _("最後に開いた日時"),
        "slides_seen": _("開いたスライドの数"),
        "slides_met": _("終えたスライドの数"),
        "seconds_spent": _("学習時間（秒）"),
        "completed_at": _("修了した日時"),
        "reports": _("画面から届いた記録の数"),
    }
    enrolments = Enrolment.objects.filter(member__person=person).annotate(count=Count("events"))
    values = enrolments.order_by("id").values_list(
        "organisation__name",
        "assignment__course__slug",
        "revision__version",
        "language",
        "kind",
        "assignment__due_on",
        "department_at_start__name",
        "opened_at",
        "first_slide_at",
        "last_at",
        "slides_seen",
        "slides_met",
        "seconds_spent",
        "completed_at",
        "count",
    )
    kinds, languages = dict(EnrolmentKind.choices), dict(settings.LANGUAGES)
    rows = [
        {**row, "kind": str(kinds[row["kind"]]), "language": languages.get(row["language"])}
        for row in _rows(columns, values)
    ]
    return Section("enrolments", _("受講"), columns, rows)


def _chosen(person: Person) -> Section:
    columns = {"organisation": _("会社・団体"), "course": _("研修"), "due_on": _("期限")}
    chosen = AssignmentMember.objects.filter(member__person=person).order_by("id")
    values = chosen.values_list(
        "organisation__name", "assignment__course__slug", "assignment__due_on"
    )
    note = _("全員への割り当ては、会社・団体の情報なので含みません。")
    return Section("assignments", _("個別の割り当て"), columns, _rows(columns, values), note)


def _attendances(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "place": _("場所"),
        "led_by": _("進行"),
        "way": _("出席のしかた"),
        "checked_in_at": _("出席した日時"),
        "left_at": _("退出した日時"),
        "slides": _("数えたスライドの数"),
        "seconds": _("学習時間（秒）"),
    }
    rows = Attendance.objects.filter(member__person=person).order_by("id")
    values = rows.values_list(
        "organisation__name",
        "session__assignment__course__slug",
        "session__place",
        "session__led_by_name",
        "way",
        "checked_in_at",
        "left_at",
        "slides",
        "seconds",
    )
    ways = dict(CheckInWay.choices)
    found = [{**row, "way": str(ways[row["way"]])} for row in _rows(columns, values)]
    return Section("group_sessions", _("集合受講"), columns, found)


def _slides(person: Person) -> Section:
    columns = {
        "course": _("研修"),
        "slide": _("スライド"),
        "heard": _("聞いた秒（言語別の区間）"),
        "heard_at": _("聞いた時刻（1970年からの秒の区間）"),
        "read": _("表示した時刻（1970年からの秒の区間）"),
        "kept": _("このスライドの分として数えた時刻"),
        "present": _("集合受講でうつした時刻"),
        "answers": _("選んだ答え"),
        "skipped": _("飛ばした"),
    }
    rows = SlideProgress.objects.filter(enrolment__member__person=person).order_by("id")
    values = rows.values_list("enrolment__assignment__course__slug", "slide_id", *list(columns)[2:])
    return Section("slides", _("スライドごとの進み具合"), columns, _rows(columns, values))


def _attempts(person: Person) -> Section:
    columns = {
        "course": _("研修"),
        "number": _("何回目"),
        "started_at": _("始めた日時"),
        "submitted_at": _("提出した日時"),
        "percent": _("得点（%）"),
        "passed": _("合格"),
        "answers": _("選んだ答え"),
    }
    attempts = Attempt.objects.filter(enrolment__member__person=person).order_by("id")
    values = attempts.values_list(
        "enrolment__assignment__course__slug",
        "number",
        "started_at",
        "submitted_at",
        "percent",
        "passed",
        "answers",
    )
    return Section("attempts", _("確認テスト"), columns, _rows(columns, values))


def _paper_results(person: Person) -> Section:
    columns = {
        "course": _("研修"),
        "taken_on": _("受けた日"),
        "percent": _("得点（%）"),
        "passed": _("合格"),
        "sent_by_name": _("取り込んだ人"),
        "sent_at": _("取り込んだ日時"),
    }
    rows = PaperResult.objects.filter(enrolment__member__person=person).order_by("id")
    values = rows.values_list("enrolment__assignment__course__slug", *list(columns)[1:])
    return Section("paper-results", _("紙で受けた確認テスト"), columns, _rows(columns, values))


def _certificates(person: Person) -> Section:
    columns = {
        "course": _("研修"),
        "number": _("番号"),
        "code": _("確認用の番号"),
        "person_name": _("氏名"),
        "organisation_name": _("会社・団体"),
        "version": _("版"),
        "percent": _("得点（%）"),
        "issued_at": _("発行した日時"),
    }
    rows = Certificate.objects.filter(enrolment__member__person=person).order_by("id")
    values = rows.values_list("course_title", *list(columns)[1:])
    return Section("certificates", _("修了証"), columns, _rows(columns, values))


def _notes(person: Person) -> Section:
    columns = {
        "course": _("研修"),
        "slide": _("スライド"),
        "kind": _("種類"),
        "text": _("内容"),
        "written_at": _("書いた日時"),
    }
    notes = Note.objects.filter(member__person=person, is_deleted=False, is_closed=False)
    kinds = {NoteKind.NOTE.value: _("メモ"), NoteKind.BOOKMARK.value: _("しおり")}
    values = notes.order_by("id").values_list(
        "course__slug", "slide_title", "kind", "text", "written_at"
    )
    rows = [{**row, "kind": kinds[str(row["kind"])]} for row in _rows(columns, values)]
    note = _("あなただけが見られます。会社・団体には見えません。")
    return Section("notes", _("メモとしおり"), columns, rows, note)


def _seats(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "from_on": _("いつから"),
        "until_on": _("いつまで"),
    }
    rows = SeatHolder.objects.filter(member__person=person).order_by("id")
    values = rows.values_list(
        "organisation__name", "seat__grant__course__slug", "from_on", "until_on"
    )
    return Section("seats", _("受講枠"), columns, _rows(columns, values))


def _acknowledgements(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "policy": _("方針"),
        "version": _("版"),
        "at": _("確認した日時"),
    }
    rows = Acknowledgement.objects.filter(member__person=person).order_by("id")
    values = rows.values_list(
        "organisation__name",
        "assignment__course__slug",
        "version__policy__title",
        "version__number",
        "at",
    )
    return Section("acknowledgements", _("方針の確認"), columns, _rows(columns, values))
