"""Sentences about invoices that have cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ..common.dates import full_day
from ..common.money import yen
from ..documents.models import IssuedDocument
from .choices import ChangeKind, PaymentTerms
from .models import Invoice
from .reminder_steps import STEPS
from .selectors.invoices import MonthRow
from .selectors.terms import TermsOfOrder


def closing_sentence(row: MonthRow, before: MonthRow) -> str:
    """Where the closing of a month stands; `before` is the row of the month before."""
    if not row.is_over and before.due and not before.is_closed:
        # What is not billed yet is on the next invoice, whichever month it began in.
        return _(
            "月末のあとに締めます。今の見込みは%(n)s件です（まだ締めていない前の月までの分を含みます）。"
        ) % {"n": row.due}
    if not row.is_over:
        return _("月末のあとに締めます。今の見込みは%(n)s件です。") % {"n": row.due}
    if row.is_closed and row.due:
        return _("締めました。あとから%(n)s件が加わり、次の月の請求書に入ります。") % {"n": row.due}
    if row.is_closed:
        return _("締めました。")
    if row.closing is None:
        return _("まだ締めていません。請求書になるのは%(n)s件です。") % {"n": row.due}
    if row.closing.failed:
        return _("%(n)s件を発行できませんでした：%(why)s") % {
            "n": row.closing.failed,
            "why": row.closing.last_error,
        }
    return _("締めています。残りは%(n)s件です。") % {"n": row.due}


def due_sentence(invoice: Invoice) -> str:
    """The due day, and the bank day to which it moves."""
    if invoice.payable_on == invoice.due_on:
        return full_day(invoice.due_on)
    return _("%(due)s（銀行の休みのため%(bank)sまで）") % {
        "due": full_day(invoice.due_on),
        "bank": full_day(invoice.payable_on),
    }


def no_step_sentence(sent: int) -> str:
    """Why nobody sends a further reminder by hand today, after so many of them."""
    if sent >= len(STEPS):
        return _("お願いは3回お送りしました。ここからは、電話などで相談してください。")
    return _("今日のお願いは、もうお送りしました。次は、明日から送れます。")


def terms_sentence(terms: TermsOfOrder) -> str:
    """When an order is billed, by its terms and by what has happened."""
    if terms.invoices:
        return _("請求済みのため、条件は変えられません。")
    if terms.is_over:
        return _("取り消されたか、お断りした申し込みです。請求はありません。")
    if terms.kind == PaymentTerms.MONTHLY:
        return _("契約の月ごとに、その月の末日に請求します。")
    if terms.kind == PaymentTerms.WHOLE_TERM:
        return _("提供を始めた月の末日に、全期間分を請求します。")
    if terms.accepted_on is not None:
        return _("%(day)sに検収されました。その月の末日に請求します。") % {
            "day": full_day(terms.accepted_on)
        }
    if terms.report is not None:
        return _("検収を待っています。検収日を入力すると、請求できます。")
    return _("完了届を発行し、検収日を入力したあとに請求します。")


def change_sentences(kind: ChangeKind) -> tuple[str, str]:
    """The heading and the explanation of the page of a correction."""
    if kind == ChangeKind.CREDITED:
        return _("代金を返還する"), _(
            "返還する金額（税抜）を入力すると、返還インボイスを発行します。元の請求書は変わりません。"
        )
    return _("請求書を修正する"), _(
        "直した内容で、修正インボイスを発行します。元の請求書は変わりません。"
    )


def returned_sentence(credited: Sequence[IssuedDocument]) -> str:
    """What the split of an invoice leaves out: what was given back since; empty where nothing."""
    if not credited:
        return ""
    named = [
        _("%(number)s（%(sum)s）") % {"number": one.number, "sum": yen(one.total_yen)}
        for one in credited
    ]
    return _("返還インボイス %(numbers)sの金額は、この内訳に含みません。") % {
        "numbers": _("、").join(named)
    }


def taken_sentence(new_lines: int, known_lines: int) -> str:
    """What a bank's file brought."""
    if not new_lines:
        return _("新しい入金はありません。%(known)s件は、すでに読み込んだものでした。") % {
            "known": known_lines
        }
    if known_lines:
        return _(
            "新しい入金を%(new)s件読み込みました。%(known)s件は、すでに読み込んだものでした。"
        ) % {
            "new": new_lines,
            "known": known_lines,
        }
    return _("入金を%(new)s件読み込みました。") % {"new": new_lines}


def columns_as_lines(columns: Sequence[tuple[str, str]]) -> str:
    """Columns as the operator edits them: one line each, `heading = meaning`."""
    return "\n".join(f"{heading} = {meaning}".rstrip() for heading, meaning in columns)
