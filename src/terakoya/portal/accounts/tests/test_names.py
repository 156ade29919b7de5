"""Names from any keyboard end in one shape, or in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.errors import (
    EmailUnusable,
    EmployeeNumberTooLong,
    KanaUnreadable,
    NameMissing,
    NameTooLong,
)
from terakoya.portal.accounts.names import (
    clean_company_code,
    clean_email,
    clean_employee_number,
    clean_kana,
    clean_name,
    name_key,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("山田　 花子 ", "山田 花子"),
        ("\tMarie\r\nDupont", "Marie Dupont"),
        ("が", "が"),  # NFC
        ("株式会社㈱みほん", "株式会社㈱みほん"),  # not NFKC: a name keeps its characters
        ("𠮷野 髙子", "𠮷野 髙子"),
        ("さくら🌸👩‍💻", "さくら🌸👩‍💻"),
        ("\u202eevil\u202c\u200f 花子\ufeff", "evil 花子"),
        ("花\x00子\x1b", "花子"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_clean_name_keeps_the_name_and_drops_the_rest(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_clean_name_takes_200_characters_and_says_what_is_too_long() -> None:
    assert clean_name("あ" * 200) == "あ" * 200
    with pytest.raises(NameTooLong) as refusal:
        clean_name("あ" * 201, field="contact")
    assert str(refusal.value) == "200文字以内で入力してください（今は201文字です）。"
    assert (refusal.value.field, refusal.value.status) == ("contact", 422)


@pytest.mark.parametrize("typed", ["", "　 ", "\u202e\u200f", "\x00", "\u200d"])
def test_clean_name_refuses_nothing(typed: str) -> None:
    with pytest.raises(NameMissing):
        clean_name(typed)


@given(st.text(max_size=60))
def test_clean_name_is_stable(typed: str) -> None:
    try:
        once = clean_name(typed)
    except NameMissing:
        return
    assert clean_name(once) == once


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("やまだ　はなこ", "ヤマダ ハナコ"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ ハナコ"),
        ("ヴァン・ゴッホ", "ヴァン・ゴッホ"),
        ("すゞき", "スヾキ"),
        ("Ｍａｒｉｅ", "Marie"),
        ("", ""),
    ],
)
def test_clean_kana_makes_katakana(typed: str, kept: str) -> None:
    assert clean_kana(typed) == kept


def test_clean_kana_refuses_kanji() -> None:
    with pytest.raises(KanaUnreadable, match="ヤマダ ハナコ"):
        clean_kana("山田")


def test_clean_employee_number_keeps_zeros_and_narrows_width() -> None:
    assert [clean_employee_number(one) for one in ("００４１２８", " Ａ-０７ ", "", "007")] == [
        "004128",
        "A-07",
        None,
        "007",
    ]
    with pytest.raises(EmployeeNumberTooLong):
        clean_employee_number("1" * 65)


def test_clean_email_lowers_and_narrows() -> None:
    assert [clean_email(one) for one in (" Yamada＠Mihon.Example ", "")] == [
        "yamada@mihon.example",
        None,
    ]
    with pytest.raises(EmailUnusable):
        clean_email("yamada@mihon")


def test_clean_company_code_takes_what_people_type() -> None:
    assert [
        clean_company_code(one) for one in ("ｋｍｔｒ－４８２７", "KMTR 4827", "kmtr-4827")
    ] == ["KMTR4827"] * 3


def test_name_key_ignores_width_spaces_and_variants_of_a_character() -> None:
    assert name_key("髙橋　未来") == name_key("高橋未来")
    assert name_key("Ｍarie Dupont") == name_key("marie  dupont")
    assert name_key("𠮷野") == name_key("吉野")
    assert name_key("山田 花子") != name_key("山田 太郎")
