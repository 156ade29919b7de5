"""書き出し: a bought course as files for other systems.

Built from a published revision when somebody asks, with the organisation's own values, and kept a
few days: the same file again is read, not built. What takes long a worker makes
(`export_jobs.py`, decision 0077).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.formats import Format, Told, format_named
from terakoya.courseware.formats.video import is_available as makes_videos
from terakoya.courseware.model import Course, Material
from terakoya.courseware.revision import canonical, sha256
from terakoya.courseware.visible_course import visible_course

from ..accounts.models import Member
from ..accounts.selectors import organisation_variables
from ..audit.services import record
from ..catalogue.models import Revision
from ..catalogue.recordings import recorded_audio, recorded_keys
from ..catalogue.selectors import revision_material, revision_source
from .built_files import kept_file
from .choices import ExportRefusal
from .errors import NothingToExport
from .licence_words import licensee
from .licensed_files import licensed
from .manuscripts import OFFICE, ManuscriptFile
from .models import ManuscriptLicence

WITH_AUDIO: Final = "pptx-audio"  # the deck in its form with audio
VIDEO: Final = "mp4"
MOST_SLIDES: Final = 100  # of a course whose files are built while somebody waits (0077)
# Files of a second, whatever the course.
_QUICK: Final = frozenset({"question-table", "moodle-xml", "gift", "phrases-card"})
ZIP: Final = "application/zip"
PDF: Final = "application/pdf"


@dataclass(frozen=True)
class Export:
    """A format as the page offers it: its name, what it is for, and its type on the web.

    `rules_note` says what becomes of rules of passing, where the course has some.
    """

    name: Any
    purpose: Any
    content_type: str
    has_sound: bool = True
    survey_option: Any = ""  # asks whether the survey goes into the file too, where it may
    rules_note: Any = ""
    is_made_later: bool = False  # always by a worker
    missing: Any = ""  # why this machine cannot make it; empty: it can


@dataclass(frozen=True)
class ExportGroup:
    """Exports of one use."""

    title: Any
    exports: dict[str, Export]


_BELOW_MARK: Final = _(
    "合格の条件を満たさない受験は不合格とし、合格点に届かない点数をLMSに残します。"
)
_NO_RULES: Final = _("合格の条件は、このファイルには入りません。")

GROUPS: Final = (
    ExportGroup(
        _("学習管理システム（LMS）で使う"),
        {
            "scorm12": Export(
                "SCORM 1.2",
                _(
                    "ほとんどのLMSで使えます。迷ったときは、これを選んでください。修了、点数、テストの答えがLMSに残ります。"
                ),
                ZIP,
                rules_note=_BELOW_MARK,
            ),
            "scorm2004": Export(
                _("SCORM 2004（第4版）"),
                _("SCORM 2004に対応したLMSで、修了と合格を分けて記録したいときに使います。"),
                ZIP,
                rules_note=_BELOW_MARK,
            ),
            "scorm2004-3": Export(
                _("SCORM 2004（第3版）"),
                _("第4版を読み込めないLMSで使います。中身は第4版と同じです。"),
                ZIP,
                rules_note=_BELOW_MARK,
            ),
            "moodle": Export(
                _("Moodleのコース"),
                _(
                    "Moodleで復元すると、章ごとのブックと、確認テストのコースになります。"
                    "すべて選ぶ問題は、Moodleでは部分点になるため、できるだけ出しません。"
                ),
                "application/vnd.moodle.backup",
                survey_option=_("意識調査も入れる（だれの答えかが、Moodleに残ります）"),
                rules_note=_(
                    "合格の条件にある問題は、毎回出ます。ただし、Moodleの小テストは点数だけで合否を決めます。"
                    "条件も判定するには、SCORMを選んでください。"
                ),
            ),
        },
    ),
    ExportGroup(
        _("LMSを使わずに見る・動画にする"),
        {
            "web": Export(
                _("ブラウザーで見るフォルダー"),
                _(
                    "インターネットにつながないパソコンでも見られます。記録と確認テストは入りません。"
                ),
                ZIP,
            ),
            VIDEO: Export(
                _("動画（MP4）"),
                _(
                    "音声、字幕、章の付いた動画です。"
                    "作るのに数分かかります。できるまで、画面を離れられます。"
                ),
                "video/mp4",
                is_made_later=True,
            ),
            WITH_AUDIO: Export(
                _("音声つきのPowerPoint"),
                _("自動でめくれるスライドです。動画や別の教材に変換するツールに渡します。"),
                f"{OFFICE}.presentationml.presentation",
            ),
        },
    ),
    ExportGroup(
        _("印刷して手もとに置く"),
        {
            "phrases-card": Export(
                _("言葉のカード（PDF、A4 1枚）"),
                _(
                    "困ったときに、そのまま言える言葉を1枚にまとめます。"
                    "相談先の欄は、空いていれば手で書き込めます。"
                ),
                PDF,
                has_sound=False,
            ),
        },
    ),
    ExportGroup(
        _("確認テストの問題だけを使う"),
        {
            "question-table": Export(
                _("問題の一覧（Excel）"),
                _("問題、選択肢、解説を1つの表で確かめたり、社内のテストに使ったりできます。"),
                f"{OFFICE}.spreadsheetml.sheet",
                has_sound=False,
                rules_note=_NO_RULES,
            ),
            "moodle-xml": Export(
                "Moodle XML",
                _(
                    "Moodleの問題バンクに、解説と選択肢ごとの理由も一緒に入れられます。"
                    "すべて選ぶ問題は、一部だけが正しいときも、部分点が付きます。"
                ),
                "application/xml",
                has_sound=False,
                rules_note=_NO_RULES,
            ),
            "gift": Export(
                "GIFT",
                _("GIFT形式を読み込めるLMSに、問題を入れるときに使います。"),
                "text/plain; charset=utf-8",
                has_sound=False,
                rules_note=_NO_RULES,
            ),
        },
    ),
)
# What an organisation may have of its own courses beside the others: a licence has it as files.
OWN_GROUP: Final = ExportGroup(
    _("資料として使う"),
    {
        "pptx": Export(
            "PowerPoint",
            _("直して送り返すと、次の版に取り込めます。ノートにはナレーション文が入ります。"),
            f"{OFFICE}.presentationml.presentation",
            has_sound=False,
        ),
        "pdf": Export(
            "PDF", _("印刷して配ったり、資料として保管したりできます。"), PDF, has_sound=False
        ),
    },
)


def offered_groups(
    groups: Iterable[ExportGroup], revisions: Collection[Revision]
) -> tuple[ExportGroup, ...]:
    """What one of the revisions at least has a file for; a group without any is left out.

    Notes on rules of passing stay where one of the revisions has some.
    """
    has_rules = any(found.meta.get("must") for found in revisions)
    offered = (
        ExportGroup(
            group.title,
            {
                fmt: _on_this_machine(fmt, one if has_rules else replace(one, rules_note=""))
                for fmt, one in group.exports.items()
                if _any_file(fmt, revisions)
            },
        )
        for group in groups
    )
    return tuple(group for group in offered if group.exports)


def _on_this_machine(fmt: str, export: Export) -> Export:
    if fmt == VIDEO and not makes_videos():
        return replace(export, missing=ExportRefusal.NO_VIDEO.label)
    return export


def _any_file(fmt: str, revisions: Collection[Revision]) -> bool:
    one = _format(fmt)
    if not one.of_layout:
        return True
    courses = (Material(revision_source(found.pk)) for found in revisions)
    return any(one.has_file(it, spoken) for it in courses for spoken in it.course.meta.languages)


EXPORTS: Final = {fmt: one for group in GROUPS for fmt, one in group.exports.items()}
_KNOWN: Final = {**EXPORTS, **OWN_GROUP.exports}


@dataclass(frozen=True)
class ExportChoice:
    """What the officer wants: whose revision, in which language, with which parts."""

    revision: Revision
    language: str
    has_sound: bool = True
    has_survey: bool = False


def takes_long(choice: ExportChoice, fmt: str) -> bool:
    """Whether a worker makes the file, instead of whoever asks for it waiting."""
    if _KNOWN[fmt].is_made_later:
        return True
    slides = revision_source(choice.revision.pk).source.slides()
    return fmt not in _QUICK and sum(1 for _slide in slides) > MOST_SLIDES


def export_file(
    *, licence: ManuscriptLicence, by: Member, choice: ExportChoice, fmt: str
) -> ManuscriptFile:
    """One file of a licence, kept or built now; notes it in the audit log."""
    export = EXPORTS[fmt]
    source = revision_source(choice.revision.pk)
    if choice.language not in source.meta.languages:
        raise Http404
    content = _kept_or_built(by, choice, fmt, licence)
    record_download(by, choice, fmt, target=str(licence.uuid))
    return ManuscriptFile(licensed_name(licence, choice, fmt), content, export.content_type)


def licensed_name(licence: ManuscriptLicence, choice: ExportChoice, fmt: str) -> str:
    """What a file of a licence is called."""
    return f"{licence.course.slug}-{choice.language}.{_format(fmt).ending}"


def own_choice(revision: Revision) -> ExportChoice:
    """An own course in its source language."""
    return ExportChoice(revision, revision.meta["languages"][0])


def own_name(title: str, fmt: str) -> str:
    """What a file of an own course is called."""
    if fmt == WITH_AUDIO:
        title = str(_("%(title)s（音声つき）") % {"title": title})
    return f"{title}.{_format(fmt).ending}"


def own_export_file(*, by: Member, revision: Revision, title: str, fmt: str) -> ManuscriptFile:
    """One file of an own course in its source language, kept or built now; notes it in the log."""
    choice = own_choice(revision)
    content = _kept_or_built(by, choice, fmt)
    record_download(by, choice, fmt, target=f"revision:{revision.uuid}")
    return ManuscriptFile(own_name(title, fmt), content, _KNOWN[fmt].content_type)


def record_download(by: Member, choice: ExportChoice, fmt: str, *, target: str) -> None:
    """Say in the audit log that somebody has fetched a file."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="orders.export_downloaded",
        target=target,
        data=recorded(choice, fmt),
    )


def offered_as(fmt: str) -> Export:
    """A format as pages offer it, or 404."""
    if fmt not in _KNOWN:
        raise Http404
    return _on_this_machine(fmt, _KNOWN[fmt])


def recorded(choice: ExportChoice, fmt: str) -> dict[str, Any]:
    """What the audit log keeps of a file."""
    data: dict[str, Any] = {
        "format": fmt,
        "language": choice.language,
        "revision": choice.revision.revision_id,
    }
    return {**data, "survey": True} if _has_survey(choice, fmt) else data


def _has_survey(choice: ExportChoice, fmt: str) -> bool:
    """Whether the survey goes into the file: it is asked for, and the format may hold it."""
    return choice.has_survey and bool(_KNOWN[fmt].survey_option)


@dataclass(frozen=True)
class Plan:
    """A file to be built; `key` tells everything that it depends on."""

    choice: ExportChoice
    fmt: str
    settings: EditionSettings
    taught: Course
    is_heard: bool
    licensee: str  # whom its properties name; empty: nobody
    key: str


def plan_of(
    by: Member, choice: ExportChoice, fmt: str, licence: ManuscriptLicence | None = None
) -> Plan:
    """The file as it would be built now for the organisation, under a licence where it has one."""
    settings = _settings(by, choice.language)
    taught = visible_course(Edition(course=revision_source(choice.revision.pk), settings=settings))
    is_heard = choice.has_sound and _KNOWN[fmt].has_sound
    named = ""
    if licence is not None and _KNOWN[fmt].content_type.startswith(OFFICE):
        named = licensee(licence, by.organisation.name)
    sounds = recorded_keys(taught, choice.language) if is_heard else ()
    key = _key(choice, fmt, settings, sounds, named)
    return Plan(choice, fmt, settings, taught, is_heard, named, key)


def _kept_or_built(
    by: Member, choice: ExportChoice, fmt: str, licence: ManuscriptLicence | None = None
) -> bytes:
    plan = plan_of(by, choice, fmt, licence)
    return kept_file(by, plan.key, lambda: build(plan))


def _settings(by: Member, language: str) -> EditionSettings:
    """The organisation's own values, as an edition has them."""
    values = organisation_variables(by.organisation)
    return EditionSettings(variables={key: {language: value} for key, value in values.items()})


def _key(
    choice: ExportChoice,
    fmt: str,
    settings: EditionSettings,
    sounds: tuple[str, ...],
    named: str,
) -> str:
    depends_on = {
        "revision": choice.revision.revision_id,
        "version": choice.revision.version,
        "language": choice.language,
        "format": fmt,
        "settings": settings.model_dump(mode="json"),
        "sounds": list(sounds),
        "survey": _has_survey(choice, fmt),
        **({"licensee": named} if named else {}),
    }
    return sha256(canonical(depends_on))


def build(plan: Plan, told: Told | None = None) -> bytes:
    """The file's bytes; a second or two with sound, minutes for a video, of which `told` hears.

    Raises `NothingToExport`, and what the format's writer raises.
    """
    choice, taught = plan.choice, plan.taught
    material = revision_material(choice.revision)
    one = _format(plan.fmt)
    if _has_survey(choice, plan.fmt):
        one = one.with_survey()
    audio = recorded_audio(taught, choice.language) if plan.is_heard else {}
    course = taught if one.for_learners else material.course
    shown = Material(course, material.media, audio)
    if not one.has_file(shown, choice.language):
        raise NothingToExport(
            _("この教材には、そのまま言える言葉のスライドがないため、カードを作れません。")
        )
    content = one.write(shown, choice.language, plan.settings, told=told)
    return licensed(content, plan.licensee) if plan.licensee else content


def _format(fmt: str) -> Format:
    if fmt == WITH_AUDIO:
        return format_named("pptx").with_audio()
    return format_named(fmt)
