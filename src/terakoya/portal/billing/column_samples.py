"""Columns that usual programs have, to begin with; the operator saves changed ones as rows.

A column is a heading and what it means. For a bank: a `bank_file.Meaning`. For a journal: a field
of `journal.FIELDS`, a text that is always the same (`=2000`), or nothing for an empty column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .choices import ColumnsFor, Encoding

Column = tuple[str, str]


@dataclass(frozen=True)
class Columns:
    """A named list of columns. `key` is a sample's name, or the uuid of a row."""

    key: str
    purpose: ColumnsFor
    name: str
    encoding: str
    columns: tuple[Column, ...]
    has_headings: bool = True


def _same(meaning: str, *headings: str) -> tuple[Column, ...]:
    return tuple((heading, meaning) for heading in headings)


_BANK: Final = Columns(
    "bank",
    ColumnsFor.BANK,
    "入出金明細（多くの銀行）",
    Encoding.CP932,
    (
        *_same("day", "日付", "取引日", "年月日", "操作日", "勘定日", "お取引日"),
        *_same("deposit", "お預入れ", "お預り金額", "入金額", "入金金額", "預入金額", "お預入金額"),
        *_same("withdrawal", "お引出し", "お支払金額", "出金額", "出金金額", "引出金額"),
        *_same("payer", "振込依頼人名", "振込人名", "依頼人名", "お取引内容", "摘要", "内容"),
        *_same("balance", "残高", "差引残高"),
    ),
)
_YAYOI: Final = Columns(
    "yayoi",
    ColumnsFor.JOURNAL,
    "弥生会計",
    Encoding.CP932,
    (
        ("識別フラグ", "=2000"), ("伝票No", ""), ("決算", ""), ("取引日付", "day"),
        ("借方勘定科目", "debit"), ("借方補助科目", "debit_party"), ("借方部門", ""),
        ("借方税区分", "=対象外"), ("借方金額", "amount"), ("借方税金額", "=0"),
        ("貸方勘定科目", "credit"), ("貸方補助科目", "credit_party"), ("貸方部門", ""),
        ("貸方税区分", "=対象外"), ("貸方金額", "amount"), ("貸方税金額", "=0"),
        ("摘要", "memo"), ("番号", ""), ("期日", ""), ("タイプ", "=0"), ("生成元", ""),
        ("仕訳メモ", "number"), ("付箋1", "=0"), ("付箋2", "=0"), ("調整", "=no"),
    ),
    has_headings=False,
)  # fmt: skip
_FREEE: Final = Columns(
    "freee",
    ColumnsFor.JOURNAL,
    "freee会計",
    Encoding.UTF8,
    (
        ("日付", "day"), ("借方勘定科目", "debit"), ("借方取引先名", "debit_party"),
        ("借方税区分", "=対象外"), ("借方金額", "amount"), ("貸方勘定科目", "credit"),
        ("貸方取引先名", "credit_party"), ("貸方税区分", "=対象外"), ("貸方金額", "amount"),
        ("摘要", "memo"), ("管理番号", "number"),
    ),
)  # fmt: skip
_MONEY_FORWARD: Final = Columns(
    "money-forward",
    ColumnsFor.JOURNAL,
    "マネーフォワード クラウド会計",
    Encoding.CP932,
    (
        ("取引No", "row"), ("取引日", "day"), ("借方勘定科目", "debit"), ("借方補助科目", ""),
        ("借方部門", ""), ("借方取引先", "debit_party"), ("借方税区分", "=対象外"),
        ("借方インボイス", ""), ("借方金額(円)", "amount"), ("借方税額", "=0"),
        ("貸方勘定科目", "credit"), ("貸方補助科目", ""), ("貸方部門", ""),
        ("貸方取引先", "credit_party"), ("貸方税区分", "=対象外"), ("貸方インボイス", ""),
        ("貸方金額(円)", "amount"), ("貸方税額", "=0"), ("摘要", "memo"), ("仕訳メモ", "number"),
        ("タグ", ""),
    ),
)  # fmt: skip
SAMPLES: Final = (_BANK, _YAYOI, _FREEE, _MONEY_FORWARD)
