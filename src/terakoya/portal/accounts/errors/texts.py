"""Refusals of what was typed: names, numbers, addresses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import UnusableInput


class NameMissing(UnusableInput):
    """Nothing is left of a name after cleaning."""

    code = "name-missing"
    of_field = "name"
    sentence = _("氏名を入力してください。")


class NameTooLong(UnusableInput):
    """More than a name may hold."""

    code = "name-too-long"
    of_field = "name"
    sentence = _("%(most)s文字以内で入力してください（今は%(length)s文字です）。")


class KanaUnreadable(UnusableInput):
    """A reading with characters that are no kana."""

    code = "kana-unreadable"
    of_field = "name_kana"
    sentence = _("フリガナは、ひらがなかカタカナで入力してください（例：ヤマダ ハナコ）。")


class EmailUnusable(UnusableInput):
    """Not the shape of an e-mail address."""

    code = "email-unusable"
    of_field = "email"
    sentence = _("メールアドレスの形が正しくありません。name@example.com の形で入力してください。")


class EmployeeNumberTooLong(UnusableInput):
    """More than an employee number may hold."""

    code = "employee-number-too-long"
    of_field = "employee_number"
    sentence = _("社員番号は64文字以内で入力してください。")


class PostalCodeUnusable(UnusableInput):
    """Not seven digits."""

    code = "postal-code-unusable"
    of_field = "postal_code"
    sentence = _("7桁の数字で入力してください（例：123-4567）。")


class IdentifierMissing(UnusableInput):
    """Neither an employee number nor an e-mail address: the person could never sign in."""

    code = "identifier-missing"
    of_field = "employee_number"
    sentence = _("社員番号かメールアドレスのどちらかを入力してください。")


class VariableUnusable(UnusableInput):
    """A company variable that would not read well in a course."""

    code = "variable-unusable"
    sentence = "%(why)s"
