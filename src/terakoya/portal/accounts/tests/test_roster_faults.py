"""Files that are not as they should be: what is said, where, and that nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import LastOwner, RosterUnreadable
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.accounts.roster import RosterPlan, check_roster, read_text, read_upload
from terakoya.portal.accounts.roster.dates import read_day
from terakoya.portal.accounts.services import import_roster, leave_member, revoke_role
from terakoya.portal.common import clock

from .people import make_member, make_owner

HEADER = "氏名,社員番号,部署,休職\r\n"
ROWS = ["高橋 未来,1,営業部,\r\n", "中村 一郎,2,製造部,\r\n", "佐藤 花,3,営業部,\r\n"]


def book(fill: Callable[[Any], None]) -> bytes:
    """A workbook with the header and two people, and what `fill` adds."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["氏名", "社員番号", "部署", "休職"], ["高橋", "1", "営業部"], ["中村", "2", ""]):
        sheet.append(row)
    fill(sheet)
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def plan_of(content: bytes, name: str = "a.xlsx") -> RosterPlan:
    return check_roster(make_owner().organisation, read_upload(name, content))


def faults(plan: RosterPlan) -> list[tuple[int, str, str]]:
    return [(one.number, one.cell, one.message) for one in plan.problems]


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({3: "utf-8"}, "文字コードが混ざっています。3行目だけがUTF-8です。"),
        ({2: "utf-8", 4: "utf-8", 1: "utf-8"}, "3行目だけがShift_JISです。"),
    ],
)
def test_a_file_of_two_encodings_is_refused_with_the_lines(odd: dict[int, str], words: str) -> None:
    lines = [HEADER, *ROWS]
    content = b"".join(
        line.encode(odd.get(number, "cp932")) for number, line in enumerate(lines, start=1)
    )
    with pytest.raises(RosterUnreadable, match=words):
        read_upload("a.csv", content)


def test_half_width_kana_alone_are_no_second_encoding() -> None:
    content = (HEADER + "高橋,1,ﾃｨ,\r\n").encode("cp932")
    assert read_upload("a.csv", content).rows[1] == (2, ["高橋", "1", "ﾃｨ"])


def test_a_line_that_no_encoding_reads_is_named() -> None:
    content = (HEADER + ROWS[0]).encode("cp932") + b"\x81\xff,9,,\r\n"
    with pytest.raises(RosterUnreadable, match="3行目の文字を読めません。"):
        read_upload("a.csv", content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ((HEADER + ROWS[0] + "あ" * 700_000 + ",2,,\r\n").encode(), "3行目までに、長すぎるセル"),
        ((HEADER + ROWS[0] + "あ" * 6_000 + ",2,,\r\n").encode(), "セルA3に6,000字"),
        ((HEADER + ROWS[0] + '"佐藤,2,営業部\r\n' + "x" * 200_000).encode(), "引用符"),
    ],
    ids=["2 MB", "long", "open quote"],
)
def test_a_cell_that_is_too_long_is_found(content: bytes, words: str) -> None:
    with pytest.raises(RosterUnreadable, match=words):
        read_upload("a.csv", content)


def test_a_cell_of_two_megabytes_in_a_workbook_is_found() -> None:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["氏名", "社員番号"])
        sheet.write_row(1, 0, ["高橋", "1", "あ" * 32_000])
    with pytest.raises(RosterUnreadable, match="セルC2に32,000字あります（5,000字まで）"):
        read_upload("a.xlsx", output.getvalue())


def test_merged_cells_are_named_row_by_row_and_a_merged_title_is_fine(db: None) -> None:
    def fill(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "社員名簿"
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C3:C4")

    plan = plan_of(book(fill))
    words = "C3:C4の結合を解除し、各行に値を入力してください。"
    assert faults(plan) == [(3, "C3:C4", words), (4, "C3:C4", words)]
    assert [row.name for row in plan.rows] == ["高橋", "中村"]


def test_hidden_rows_are_read_and_told(db: None) -> None:
    def fill(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    plan = plan_of(book(fill))
    assert (faults(plan), [line.name for line in plan.lines]) == ([], ["高橋", "中村"])
    assert plan.notices == [
        "非表示の行が1行あり、その行も読みました（3行目）。除くときは、行を再表示して消してください。"
    ]


def test_formulas_count_by_their_result_and_are_refused_without_one(db: None) -> None:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["氏名", "社員番号"])
        sheet.write_formula(1, 0, '="高橋 "&"未来"', None, "高橋 未来")
        sheet.write_number(1, 1, 7)
        sheet.write_row(2, 0, ["中村", "8"])
        sheet.write_formula(3, 0, "=VLOOKUP(1,B:B,1)", None, "#N/A")
        sheet.write_number(3, 1, 9)
    plan = plan_of(output.getvalue())
    assert plan.rows[0].name == "高橋 未来"
    assert faults(plan) == [(4, "A4", "数式がエラーです。正しい値を入力してください。")]
    words = "数式の結果がありません。値として貼り付けて保存してください。"
    assert (2, "A2", words) in faults(plan_of_formula())


def plan_of_formula() -> RosterPlan:
    """openpyxl keeps no results."""

    def fill(sheet: Any) -> None:
        sheet["A2"] = '="高"&"橋"'

    return check_roster(
        make_owner(email="b@mihon.example", organisation="別").organisation,
        read_upload("a.xlsx", book(fill)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01",
        "2026/4/1",
        "２０２６年４月１日",
        "20260401",
        "令和8年4月1日",
        "R8.4.1",
        "r08/04/01",
        "46113",
        "46113.5",
        "2026/4/1 9:30",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert str(read_day(text)) == "2026-04-01"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("2026/2/30", "None"),
        ("4月1日", "None"),
        ("128", "None"),
        ("", "None"),
    ],
)
def test_days_of_other_eras_and_what_is_none(text: str, day: str) -> None:
    assert str(read_day(text)) == day


def test_a_day_that_is_none_is_told_in_its_cell(db: None) -> None:
    content = (HEADER + "高橋,1,,2026/2/30\r\n中村,2,,令和8年4月1日\r\n").encode()
    plan = plan_of(content, "a.csv")
    assert [(number, cell) for number, cell, _words in faults(plan)] == [(2, "2026/2/30")]
    (line,) = plan.lines
    assert (line.name, line.after["on_leave_since"]) == ("中村", "2026-04-01")


def test_a_number_twice_names_the_first_row(db: None) -> None:
    plan = plan_of((HEADER + "高橋,1,,\r\n中村,１,,\r\n").encode(), "a.csv")
    assert faults(plan) == [(3, "1", "2行目と同じです。どちらかの行を消すか、直してください。")]


def test_a_header_that_names_a_column_twice_is_refused_with_both() -> None:
    with pytest.raises(RosterUnreadable, match="「部署」と「所属」は、どちらも部署です"):
        check_roster_of("氏名,部署,所属,社員番号\r\n高橋,a,b,1\r\n")


def check_roster_of(text: str) -> RosterPlan:
    from terakoya.portal.accounts.models import Organisation

    return check_roster(Organisation(), read_text(text))


def test_family_and_given_names_may_stand_apart(db: None) -> None:
    text = "姓,名,セイ,メイ,社員番号\r\n高橋,未来,たかはし,みらい,1\r\n"
    (row,) = check_roster(make_owner().organisation, read_text(text)).rows
    assert (row.name, row.name_kana) == ("高橋 未来", "タカハシ ミライ")


def test_a_person_of_two_organisations_has_two_places(db: None) -> None:
    here = make_owner()
    there = make_owner(email="there@mihon.example", organisation="よそ")
    text = f"氏名,社員番号,メール\r\n山田 花子,1,{there.email}\r\n"
    import_roster(by=here, text=text, with_mail=False)
    made = Member.objects.get(organisation=here.organisation, employee_number="1")
    assert (made.email, made.person == there.person) == (there.email, False)
    leave_member(by=here, member=made, left_on=clock.today())
    there.refresh_from_db()
    assert (there.left_on, there.person.session_version) == (None, 0)


def test_the_last_owner_neither_leaves_nor_loses_the_role(db: None) -> None:
    owner = make_owner()
    grant = RoleGrant.objects.get(member=owner, role=Role.OWNER)
    with pytest.raises(LastOwner):
        revoke_role(by=owner, grant=grant)
    with pytest.raises(LastOwner):
        leave_member(by=owner, member=owner, left_on=clock.today())
    make_member(owner, name="高橋", employee_number="1")
    plan = check_roster(
        owner.organisation, read_text("氏名,社員番号\r\n高橋,1\r\n"), covers_all=True
    )
    assert (plan.lines, [words[:6] for words in plan.notices]) == ([], [owner.name + "さ"])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", HEADER + ROWS[0] + '佐藤 花,"3,営業部,\r\n' + ROWS[1], "3行目の引用符"),
        ("a.csv", HEADER + ROWS[0] + '佐藤 花,3,"営業部', "3行目の引用符"),
        ("a.csv", "\ufeff\r\n\r\n", "ファイルに名簿がありません。"),
        ("a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "古い形式のブック（.xls）"),
    ],
    ids=["open quote", "open quote at the end", "blank", "old workbook"],
)
def test_a_file_that_cannot_be_a_list_says_why(name: str, content: str, words: str) -> None:
    encoding = "latin-1" if name == "a.xlsx" else "utf-8"
    with pytest.raises(RosterUnreadable, match=words):
        read_upload(name, content.encode(encoding))


def test_a_workbook_with_a_password_is_told_from_an_old_one() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(RosterUnreadable, match="パスワードを外して"):
        read_upload("a.xlsx", content)


def test_a_workbook_is_read_whatever_its_file_is_called(db: None) -> None:
    plan = plan_of(book(lambda _sheet: None), "a.csv")
    assert [row.name for row in plan.rows] == ["高橋", "中村"]


@pytest.mark.parametrize("covers_all", [False, True])
def test_a_header_without_people_is_no_list(covers_all: bool, db: None) -> None:
    organisation = make_owner().organisation
    with pytest.raises(RosterUnreadable, match="人の行がありません"):
        check_roster(organisation, read_text(HEADER), covers_all=covers_all)


def test_quotes_that_swallow_a_row_are_named(db: None) -> None:
    text = HEADER + '"佐藤 花,3,営業部,\r\n高橋 未来,1,"営業部,\r\n' + ROWS[1]
    plan = plan_of(text.encode(), "a.csv")
    assert [(number, "引用符" in message) for number, _cell, message in faults(plan)] == [(2, True)]
    assert [line.name for line in plan.lines] == ["中村 一郎"]


@pytest.mark.parametrize(
    ("row", "cell"),
    [("W0001,入替 一郎,営業部,", "W0001"), ("入替 一郎,W0001,a@mihon.example,", "a@mihon.example")],
    ids=["number as name", "address as unit"],
)
def test_values_of_other_columns_are_found(row: str, cell: str, db: None) -> None:
    plan = plan_of((HEADER + row).encode(), "a.csv")
    ((number, found, message),) = faults(plan)
    assert (number, found, "入れ替わって" in message) == (2, cell, True)


def test_numbers_of_letters_alone_and_names_with_digits_are_fine(db: None) -> None:
    plan = plan_of((HEADER + "高橋 未来2,ABC,営業部,\r\nR2D2,17,営業部,").encode(), "a.csv")
    assert faults(plan) == []


def test_cells_right_of_the_last_heading_are_told(db: None) -> None:
    plan = plan_of((HEADER + ROWS[0] + "中村 一郎,2,製造部,,余り\r\n").encode(), "a.csv")
    assert plan.notices == [
        "見出しのない列の内容は読みませんでした（E3から右。1行）。要るものなら、見出しを付けてください。"
    ]


@pytest.mark.parametrize("text", ["9999/12/31", "1900/1/1", "昭和99年1月1日", "18991231"])
def test_days_of_a_mistyped_year_are_none(text: str) -> None:
    assert (read_day(text) is None) == (text != "昭和99年1月1日")  # still counted so by some


def test_a_supervisor_by_a_name_of_two_people_is_asked_for_by_number(db: None) -> None:
    people = "同名 太郎,1,営業部,\n同名 太郎,2,営業部,\n部下 花,3,営業部,同名 太郎"
    text = f"氏名,社員番号,部署,所属長\n{people}"
    ((number, cell, message),) = faults(plan_of(text.encode(), "a.csv"))
    assert (number, cell, message) == (
        4,
        "同名 太郎",
        "同じ氏名の人が何人かいます。所属長の社員番号かメールを入力してください。",
    )


def test_many_lines_of_another_encoding_are_counted() -> None:
    lines = [HEADER.encode("cp932")] * 9 + [row.encode() for row in [*ROWS, *ROWS]]
    with pytest.raises(RosterUnreadable, match="10、11、12、13、14行目など6行だけがUTF-8です"):
        read_upload("a.csv", b"".join(lines))
