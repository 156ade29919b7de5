"""目次: what is in the ZIP of an organisation's data, in Japanese and English, with hashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from ..common.dates import full_day
from .models import DataExport, DataExportFile

SUMS: Final = "SHA256SUMS"
NAMES: Final = {"ja": "目次.txt", "en": "CONTENTS.txt"}


def contents_files(export: DataExport) -> Iterator[tuple[str, list[bytes]]]:
    """The two lists, and the hashes as `sha256sum --check` reads them; each as one piece."""
    files = list(export.files.all())
    for language, name in NAMES.items():
        with translation.override(language):  # ended before the next piece is asked for
            text = "\r\n".join(_lines(export, files, language))
        yield name, [text.encode("utf-8-sig")]
    yield SUMS, ["".join(f"{one.sha256}  {one.name}\n" for one in files).encode()]


def _lines(export: DataExport, files: Sequence[DataExportFile], language: str) -> Iterator[str]:
    name, day = export.organisation.name, full_day(export.created_at)
    yield _("%(name)sのデータ一式") % {"name": name}
    yield _("%(day)sに用意しました。ファイルは%(n)d個です。") % {"day": day, "n": len(files)}
    yield ""
    for one in files:
        yield one.name
        yield f"  {one.title_ja if language == 'ja' else one.title_en}"
        yield "  " + _("%(size)sバイト　SHA-256：%(sum)s") % {
            "size": f"{one.size:,}",
            "sum": one.sha256,
        }
    yield ""
    yield from _left_out()


def _left_out() -> Iterator[str]:
    yield _("入っていないもの")
    yield "- " + _("意識調査の1人ずつの答えと、人数が少なく、結果の画面に出ない数")
    yield "- " + _("教材原稿を購入していない研修の自社版、公開していない下書き")
    yield "- " + _("お送りいただいた注文書")
    yield "- " + _("受講者のメモ、修了証のPDF（修了証は、受講状況の画面からまとめて保存できます）")
    yield ""
    yield _("%(sums)sで、ファイルが変わっていないことを確かめられます。") % {"sums": SUMS}
    yield _("受講記録一式は、中のファイルだけで、書き換えがないことを確かめられます。")
    yield ""
