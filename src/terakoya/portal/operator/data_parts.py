"""データ一式: what goes into the ZIP of all that an organisation can export, file by file.

Each is an export that its pages offer one by one, as its contract holder may see it; nothing is
written in a form of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accounts.choices import MemberState
from ..accounts.exports import member_columns, member_lines
from ..accounts.models import Member
from ..accounts.selectors import MemberFilter, department_tree
from ..billing.contract_lines import contract_columns, contract_rows
from ..catalogue.models import Revision
from ..catalogue.selectors import revision_text
from ..common import clock
from ..common.csv_lines import csv_lines
from ..common.xlsx_stream import xlsx_pieces
from ..documents.models import IssuedDocument
from ..documents.services import document_pdf
from ..editions.models import Edition, PatchedDeck
from ..editions.selectors import offered_of
from ..editions.selectors.own_decks import has_file
from ..editions.services.own_decks import deck_bytes
from ..evidence.services import write_unkept_pack
from ..learning.models import Assignment
from ..learning.selectors.assignments import titled_assignments
from ..learning.selectors.standing import Narrowing
from ..orders.exports import ExportChoice, build, plan_of
from ..orders.models import ManuscriptLicence
from ..orders.selectors.pricing import licences_of
from ..reports.audit_log import AuditFilter, audit_columns, audit_rows
from ..reports.exports import list_columns, list_rows
from ..surveys.models import Wave
from ..surveys.result_page import result_page
from ..surveys.result_workbook import result_workbook
from ..surveys.selectors_results import course_results

DECK: Final = "pptx"
PIECE: Final = 1 << 20
# What a file is, before the title of what it is about.
_MEMBERS: Final = gettext_lazy("メンバーの名簿")
_LEFT: Final = gettext_lazy("退職したメンバーの名簿")
_STATUS: Final = gettext_lazy("受講状況の一覧")
_PACK: Final = gettext_lazy("受講記録一式（監査用）")
_SURVEY: Final = gettext_lazy("意識調査の結果")
_OWN: Final = gettext_lazy("自社の教材（PowerPoint）")
_EDITION: Final = gettext_lazy("自社版（PowerPoint）")
_PATCHED: Final = gettext_lazy("新版を入れた自社のPowerPoint")
_CONTRACTS: Final = gettext_lazy("契約の内容")
_AUDIT: Final = gettext_lazy("監査ログ")


@dataclass(frozen=True)
class Part:
    """A file of the ZIP: its path there, what it is in both languages, and its bytes in pieces."""

    name: str
    title_ja: str
    title_en: str
    pieces: Callable[[], Iterable[bytes]]


def note_name(part: Part) -> str:
    """The name of what stands in the place of a file that could not be made."""
    return f"{part.name}.txt"


def note_of(part: Part) -> Part:
    """A text, in the reader's language, in the place of a file that could not be made."""
    said = _("このファイルは作れませんでした。お手数ですが、お問い合わせください。")
    text = f"{part.name}\r\n{said}\r\n".encode("utf-8-sig")
    return Part(note_name(part), part.title_ja, part.title_en, lambda: [text])


def parts_of(owner: Member, language: str) -> list[Part]:
    """All files, as they can be made now; call where the language is the one that they speak."""
    return [
        *_of_members(owner),
        *_of_learning(owner, language),
        *_of_surveys(owner),
        *_of_material(owner),
        *_of_contracts(owner, language),
        _part("audit/audit-log.csv", _AUDIT, lambda: _csv(audit_columns(), _log(owner))),
    ]


def _of_members(owner: Member) -> Iterator[Part]:
    for name, what, state in (
        ("members/members.csv", _MEMBERS, None),
        ("members/members-left.csv", _LEFT, MemberState.LEFT),
    ):
        wanted = MemberFilter(state=state)

        def lines(wanted: MemberFilter = wanted) -> Iterator[bytes]:
            return _csv(member_columns(), member_lines(owner.organisation, wanted))

        yield _part(name, what, lines)


def _of_learning(owner: Member, language: str) -> Iterator[Part]:
    japanese = titled_assignments(owner, "ja")
    english = {one.pk: title for one, title in titled_assignments(owner, "en")}
    for assignment, title in reversed(japanese):
        # Its key, since a run that goes on finds by their names what is made.
        stem = f"learning/{assignment.pk:06}-{assignment.course.slug}"
        about = (assignment.name or title, assignment.name or english[assignment.pk])

        def status(assignment: Assignment = assignment) -> Iterator[bytes]:
            tree = department_tree(owner.organisation)
            rows = list_rows(assignment, Narrowing(), tree)
            return xlsx_pieces(_("受講状況"), list_columns(), rows)

        def pack(assignment: Assignment = assignment) -> Iterator[bytes]:
            return _written(
                lambda out: write_unkept_pack(
                    by=owner, assignment=assignment, language=language, out=out
                )
            )

        yield _part(f"{stem}-status.xlsx", _STATUS, status, *about)
        yield _part(f"{stem}-evidence.zip", _PACK, pack, *about)


def _of_surveys(owner: Member) -> Iterator[Part]:
    """The published tables alone: a wave that shows nothing on its page has no file."""
    waves = Wave.objects.filter(organisation=owner.organisation_id, table__isnull=False)
    for wave in waves.select_related("revision", "assignment").order_by("id"):
        results = course_results(wave)
        if result_page(results) is None:
            continue
        day = clock.today() if wave.closed_at is None else wave.closed_at.astimezone(clock.TOKYO)
        about = [
            f"{_in(language, wave.get_kind_display)} "
            f"{revision_text(wave.revision_id, language).title}"
            for language in ("ja", "en")
        ]

        def book(wave: Wave = wave) -> Iterator[bytes]:
            results = course_results(wave)
            page = result_page(results)
            assert page is not None
            yield result_workbook(results, page, written_at=wave.closed_at or clock.now())

        yield _part(f"surveys/{wave.kind}-{day:%Y%m%d}-{wave.pk}.xlsx", _SURVEY, book, *about)


def _of_material(owner: Member) -> Iterator[Part]:
    """Own courses; of editions what is the organisation's to take: with the manuscript bought."""
    licences = {one.course_id: one for one in licences_of(owner) if not one.is_ahead}
    editions = Edition.objects.filter(organisation=owner.organisation_id).select_related("course")
    found = {one.pk: one for one in editions.order_by("id")}
    for pk, published in offered_of(list(found)).items():
        edition, revision = found[pk], published.revision
        licence = licences.get(edition.course_id)
        if edition.course.is_own:
            yield _deck(owner, revision, f"courses/{edition.course.slug}", _OWN)
        elif licence is not None:
            stem = f"editions/{edition.course.slug}-{pk}"
            yield _deck(owner, revision, stem, _EDITION, licence)
    decks = PatchedDeck.objects.filter(organisation=owner.organisation_id).defer("content")
    for deck in decks.select_related("edition__course").order_by("id"):
        if has_file(deck):

            def patched(deck: PatchedDeck = deck) -> Iterator[bytes]:
                yield deck_bytes(deck)

            name = f"editions/{deck.edition.course.slug}-own-deck-{deck.pk}.pptx"
            yield _part(name, _PATCHED, patched, deck.name, deck.name)


def _deck(
    owner: Member,
    revision: Revision,
    stem: str,
    what: Any,
    licence: ManuscriptLicence | None = None,
) -> Part:
    language = revision.meta["languages"][0]
    choice = ExportChoice(revision, language)

    def pieces() -> Iterator[bytes]:
        yield build(plan_of(owner, choice, DECK, licence))

    about = [revision_text(revision.pk, spoken).title for spoken in ("ja", "en")]
    return _part(f"{stem}-{language}.pptx", what, pieces, *about)


def _of_contracts(owner: Member, language: str) -> Iterator[Part]:
    """The contracts as a list, and the documents that were issued."""

    def book() -> Iterator[bytes]:
        rows = contract_rows(owner, language)
        return xlsx_pieces(_("契約の内容"), contract_columns(), rows)

    yield _part("contracts/contracts.xlsx", _CONTRACTS, book)
    documents = IssuedDocument.objects.filter(organisation=owner.organisation_id).order_by("id")
    for document in documents:

        def pdf(document: IssuedDocument = document) -> Iterator[bytes]:
            yield document_pdf(document)

        name = f"documents/{document.number}.pdf"
        ja, en = (_in(language, document.get_kind_display) for language in ("ja", "en"))
        yield Part(name, f"{ja} {document.number}", f"{en} {document.number}", pdf)


def _log(owner: Member) -> Iterator[list[object]]:
    return audit_rows(owner, AuditFilter())


def _part(
    name: str, what: Any, pieces: Callable[[], Iterable[bytes]], ja: str = "", en: str = ""
) -> Part:
    title_ja, title_en = _in("ja", lambda: str(what)), _in("en", lambda: str(what))
    return Part(
        name,
        f"{title_ja}：{ja}" if ja else title_ja,
        f"{title_en}: {en}" if en else title_en,
        pieces,
    )


def _in(language: str, say: Callable[[], Any]) -> str:
    with translation.override(language):
        return str(say())


def _csv(columns: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    return (line.encode() for line in csv_lines(columns, rows))


def _written(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """What a function writes into a file, in pieces."""
    with TemporaryFile() as file:
        write(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
