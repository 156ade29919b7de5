"""Lists of people from any spreadsheet: read as meant, refused in words, saved whole or not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from terakoya.portal.accounts.choices import MemberState, RosterKind
from terakoya.portal.accounts.errors import (
    EmailNotConfirmed,
    RosterHasErrors,
    RosterUnreadable,
)
from terakoya.portal.accounts.exports import members_csv
from terakoya.portal.accounts.models import Department, Member, Person, RosterImport
from terakoya.portal.accounts.roster import (
    OF_TEMPLATE,
    Table,
    check_roster,
    read_text,
    read_upload,
    to_text,
)
from terakoya.portal.accounts.selectors import MemberFilter, department_of, department_tree
from terakoya.portal.accounts.services import (
    add_department,
    close_department,
    import_roster,
    leave_member,
)
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import counted_statements, make_member, make_owner, sign_in

HEADER = "氏名\tフリガナ\t社員番号\tメール\t部署\n"
TWO = (
    HEADER
    + "高橋 未来\tたかはし みらい\t004128\tTakahashi@mihon.example\t営業部/第一課\n"
    + "中村　一郎\tﾅｶﾑﾗ ｲﾁﾛｳ\t００２９１７\t\t営業部／第二課\n"
)


def _book(rows: list[list[object]], zeros: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if zeros:
        for cell in sheet["C"]:
            cell.number_format = "000000"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


# -- reading


@pytest.mark.parametrize(
    "text",
    [
        "氏名\t社員番号\n高橋\t004128\n",
        "氏名,社員番号\r\n高橋,004128\r\n",
        "\ufeff氏名,社員番号\r高橋,004128",
        '"氏名","社員番号"\n"高橋","004128"\n',
        "氏名\t社員番号\r\n\r\n高橋\t004128\r\n\t\r\n".replace("\r\n\r\n", "\r\n"),
    ],
)
def test_read_text_takes_tabs_commas_quotes_and_any_line_end(text: str) -> None:
    assert read_text(text) == Table([(1, ["氏名", "社員番号"]), (2, ["高橋", "004128"])])


def test_read_text_keeps_numbers_of_rows_and_breaks_inside_quotes() -> None:
    text = '氏名\t部署\n\n"高橋\n未来"\t"営業""部"\n'
    assert read_text(text).rows == [(1, ["氏名", "部署"]), (3, ["高橋\n未来", '営業"部'])]


def test_to_text_is_read_back_the_same() -> None:
    table = Table([(1, ["氏名", "部署"]), (4, ['a,"b', "c\td"]), (5, ["ひとつ, だけ"])])
    assert read_text(to_text(table)) == table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_read_upload_takes_the_encodings_of_excel(encoding: str) -> None:
    content = "氏名,社員番号\r\n髙橋 未来,004128\r\n".encode(encoding)
    rows = read_upload("名簿.CSV", content).rows
    assert rows == [(1, ["氏名", "社員番号"]), (2, ["髙橋 未来", "004128"])]


def test_read_upload_takes_a_workbook_with_numbers_as_shown() -> None:
    rows: list[list[object]] = [
        ["氏名", "メール", "社員番号"],
        ["高橋", None, 4128],
        ["中村", "", 7.0],
    ]
    content = _book(rows, zeros=True)
    assert read_upload("roster.xlsx", content).rows == [
        (1, ["氏名", "メール", "社員番号"]),
        (2, ["高橋", "", "004128"]),
        (3, ["中村", "", "000007"]),
    ]
    assert read_upload("roster.xlsx", _book(rows)).rows[1] == (2, ["高橋", "", "4128"])


def _bomb() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return output.getvalue()


def _entities() -> bytes:
    source, output = io.BytesIO(_book([["氏名"], ["高橋"]])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(output, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]>' + content
            new.writestr(part, content)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0", "Excelブック（.xlsx）かCSV"),
        ("a.pdf", b"%PDF", "Excelブック（.xlsx）かCSV"),
        ("a.xlsx", b"no workbook", "Excelで開き、保存し直して"),
        ("a.xlsx", _bomb(), "Excelで開き、保存し直して"),
        ("a.xlsx", _entities(), "Excelで開き、保存し直して"),
        ("a.csv", b"\x81", "文字コードを読めませんでした"),
        ("a.csv", b" \r\n,,\r\n", "ファイルに名簿がありません"),
        ("a.csv", b"a" * 30_000_001, "30MBまで"),
        ("a.csv", b"a,b\r\n" * 300_000, "100,000行までです（今は300,000行）"),
        ("a.xlsm", b"PK", "マクロを含むブック"),
    ],
    ids=["xls", "pdf", "no zip", "bomb", "entities", "encoding", "empty", "large", "long", "macro"],
)
def test_read_upload_refuses_with_the_mend(name: str, content: bytes, words: str) -> None:
    with pytest.raises(RosterUnreadable, match=words) as refusal:
        read_upload(name, content)
    assert refusal.value.status == 422


# -- checking


@pytest.mark.parametrize(
    "header",
    [
        "メールアドレス\t所属部署\t社員番号 ※必須\tお名前\tふりがな",
        "E-mail\tDepartment\tEmployee No.\tFull name\tKana",
    ],
)
def test_check_roster_reads_columns_in_any_order(db: None, header: str) -> None:
    organisation = make_owner().organisation
    text = f"{header}\nt@mihon.example\t営業部\t7\t高橋 未来\tたかはし\n"
    plan = check_roster(organisation, read_text(text))
    (row,) = plan.rows
    assert (plan.problems, plan.has_header, plan.ignored_headers) == ([], True, [])
    assert (row.name, row.name_kana, row.employee_number, row.email, row.department) == (
        "高橋 未来",
        "タカハシ",
        "7",
        "t@mihon.example",
        ("営業部",),
    )


def test_check_roster_without_header_takes_the_named_order(db: None) -> None:
    plan = check_roster(make_owner().organisation, read_text("高橋,タカハシ,7\n中村,,8\n"))
    assert (plan.has_header, plan.known_columns) == (False, ["氏名", "フリガナ", "社員番号"])
    assert [(row.number, row.name, row.employee_number) for row in plan.rows] == [
        (1, "高橋", "7"),
        (2, "中村", "8"),
    ]


def test_check_roster_names_columns_it_left_out(db: None) -> None:
    text = "氏名\t血液型\t社員番号\n高橋\tA\t7\n"
    assert check_roster(make_owner().organisation, read_text(text)).ignored_headers == ["血液型"]


def test_check_roster_finds_every_fault_with_row_cell_and_mend(db: None) -> None:
    owner = make_owner()
    make_member(owner, name="加藤 真理", employee_number="100")
    gone = make_member(owner, name="伊藤 翔", employee_number="200")
    leave_member(by=owner, member=gone, left_on=clock.today())
    old = add_department(by=owner, parent=None, name="旧部署")
    close_department(by=owner, department=old)
    text = HEADER + "\n".join(
        [
            "青木\t\t1\ta@mihon.example\t",
            "\t\t2\t\t",
            "石井\t漢字\t3\t\t",
            "上田\t\t\t\t",
            "江口\t\t1\tA@mihon.example\t",
            "岡\t\t4\tmihon\t",
            "加藤\t\t100\t\t",
            "伊藤\t\t２００\t\t",
            "木村\t\t5\tyamada@mihon.example\t",
            "久保\t\t6\t\t旧部署",
            "小池\t\t7\t\t" + "/".join("abcdefghi"),
        ]
    )
    plan = check_roster(owner.organisation, read_text(text))
    assert [(p.number, p.column, p.cell, p.message) for p in plan.problems] == [
        (3, "氏名", "", "氏名を入力してください。"),
        (
            4,
            "フリガナ",
            "漢字",
            "フリガナは、ひらがなかカタカナで入力してください（例：ヤマダ ハナコ）。",
        ),
        (5, "社員番号", "", "社員番号かメールアドレスのどちらかを入力してください。"),
        (6, "社員番号", "1", "2行目と同じです。どちらかの行を消すか、直してください。"),
        (
            6,
            "メール",
            "a@mihon.example",
            "2行目と同じです。どちらかの行を消すか、直してください。",
        ),
        (
            7,
            "メール",
            "mihon",
            "メールアドレスの形が正しくありません。name@example.com の形で入力してください。",
        ),
        (
            9,
            "社員番号",
            "200",
            "退職した伊藤 翔さんのものです。別の人なら、別の番号にしてください。",
        ),
        (
            10,
            "メール",
            "yamada@mihon.example",
            "山田 花子さんのものです。番号とメールのどちらかを直してください。",
        ),
        (
            11,
            "部署",
            "旧部署",
            "部署「旧部署」は使用を終了しています。別の部署にするか、再開してください。",
        ),
        (12, "部署", "a/b/c/d/e/f/g/h/i", "部署は8段までです。段を減らしてください。"),
    ]
    assert [row.name for row in plan.good_rows] == ["青木", "加藤"]
    assert [(line.kind, line.name) for line in plan.lines] == [
        (RosterKind.ADDED, "青木"),
        (RosterKind.CHANGED, "加藤"),
    ]


# -- saving


def test_import_roster_saves_people_places_and_mails(db: None) -> None:
    owner = make_owner()
    result = import_roster(by=owner, text=TWO)
    takahashi, nakamura = result.members
    assert result.mails == 1
    assert [(m.name, m.name_kana, m.employee_number, m.email, m.state) for m in result.members] == [
        ("高橋 未来", "タカハシ ミライ", "004128", "takahashi@mihon.example", MemberState.INVITED),
        ("中村 一郎", "ナカムラ イチロウ", "002917", None, MemberState.INVITED),
    ]
    tree = department_tree(owner.organisation)
    assert [node.label for node in tree.walk()] == ["営業部", "営業部/第一課", "営業部/第二課"]
    places = [department_of(takahashi), department_of(nakamura)]
    assert [tree.label_of(p.pk) for p in places if p] == ["営業部/第一課", "営業部/第二課"]
    mail = OutboxMessage.objects.latest("id")
    assert mail.payload["to"] == "takahashi@mihon.example"
    assert mail.payload["subject"] == "【株式会社みほん商事】オンライン研修のご案内"
    entry = entries_of(owner.organisation.uuid)[0]
    payload = payload_of(entry)
    assert payload is not None
    found = RosterImport.objects.get()
    assert (entry.verb, payload.data) == (
        "roster.imported",
        {
            "import": str(found.uuid),
            "added": 2,
            "leader": 0,
            "count": 2,
            "members": [str(m.uuid) for m in result.members],
        },
    )


def _everything() -> list[int]:
    return [kind.objects.count() for kind in (Person, Member, Department, OutboxMessage)]


def test_import_roster_with_one_fault_saves_nothing(db: None) -> None:
    owner = make_owner()
    before = _everything()
    with pytest.raises(RosterHasErrors, match="直すところが1件あります。"):
        import_roster(by=owner, text=TWO + "誰か\t\t\t\t\n")
    assert _everything() == before
    assert not RosterImport.objects.exists()
    import_roster(by=owner, text=TWO)
    assert import_roster(by=owner, text=TWO).members == []


def test_import_roster_needs_the_officers_confirmed_address(db: None) -> None:
    owner = make_owner(confirmed=False)
    before = _everything()
    with pytest.raises(EmailNotConfirmed):
        import_roster(by=owner, text=TWO)
    assert _everything() == before


def test_import_roster_touches_nobody_who_has_the_address_elsewhere(db: None) -> None:
    known = make_owner(email="takahashi@mihon.example", organisation="株式会社よそ")
    owner = make_owner()
    member = import_roster(by=owner, text=TWO).members[0]
    assert (member.email, member.joined_at) == ("takahashi@mihon.example", None)
    assert (member.person == known.person, member.person.email) == (False, None)
    known.person.refresh_from_db()
    assert known.person.name == "山田 花子"


@pytest.mark.both
def test_import_roster_statements_do_not_grow_with_rows(db: None) -> None:
    owner = make_owner()
    add_department(by=owner, parent=None, name="営業部")
    lines = [f"人{n}\t\t{n}\tm{n}@mihon.example\t営業部" for n in range(1, 301)]
    counts = []
    for part in (lines[:1], lines[1:21], lines[21:]):
        with counted_statements() as statements:
            import_roster(by=owner, text=HEADER + "\n".join(part))
        counts.append(len(statements()))
    assert counts[0] == counts[1] <= 28
    assert counts[2] <= 50  # SQLite takes rows in batches of 999 values
    assert Member.objects.count() == 301


def test_export_of_the_list_can_be_imported_elsewhere(db: None) -> None:
    owner = make_owner()
    import_roster(by=owner, text=TWO)
    formula = make_member(owner, name='=HYPERLINK("http://evil.example")', employee_number="-1")
    exported = "".join(members_csv(by=owner, wanted=MemberFilter(state=MemberState.INVITED)))
    elsewhere = make_owner(email="else@yoso.example", organisation="株式会社よそ")
    plan = check_roster(elsewhere.organisation, read_text(exported))
    assert (plan.problems, [row.employee_number for row in plan.rows]) == (
        [],
        ["004128", "002917"],
    )
    all_rows = "".join(members_csv(by=owner, wanted=MemberFilter()))
    line = next(line for line in all_rows.split("\r\n") if "HYPERLINK" in line)
    assert line.startswith('"\'=HYPERLINK(""http://evil.example"")",,\'-1,')
    again = check_roster(elsewhere.organisation, read_text(all_rows))
    assert (formula.name, "-1") in [(row.name, row.employee_number) for row in again.rows]


# -- the page


def _post(client: Client, **form: Any) -> Any:
    return client.post("/manage/members/roster/", form)


def _import_of(client: Client, response: Any) -> str:
    assert response.status_code == 302
    return str(client.get(response["Location"]).content.decode())


def test_roster_page_looks_through_first_and_saves_when_asked(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    before = _everything()
    checked = _post(client, text=TWO.replace("\n", "\r\n"), extent="some", with_mail="on")
    words = _import_of(client, checked)
    assert "追加 2" in words
    assert "新しい部署を3つ作ります：営業部、営業部/第一課、営業部/第二課" in " ".join(
        words.split()
    ).replace("： ", "：")
    assert "メールアドレスのある1名に" in words
    assert _everything() == before
    saved = client.post(checked["Location"] + "act/", {"do": "save"})
    assert Member.objects.count() == 3
    assert "名簿に登録し、1名に招待メールを送りました。" in _import_of(client, saved)
    undone = client.post(checked["Location"] + "act/", {"do": "undo"})
    assert "取り込みを取り消し、すべて元に戻しました。" in _import_of(client, undone)
    assert Member.objects.departed().count() == 2


def test_roster_page_with_faults_offers_to_leave_the_rows_out(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    checked = _post(client, text=TWO + "誰か\t\t\t\t\n", extent="some")
    words = _import_of(client, checked)
    assert "直すところが1件（1行）あります。" in words
    assert 'value="save"' not in words
    act = checked["Location"] + "act/"
    refused = client.post(act, {"do": "save"})
    assert (refused.status_code, Member.objects.count()) == (422, 1)
    assert 'value="save"' in _import_of(client, client.post(act, {"do": "skip"}))
    client.post(act, {"do": "save"})
    assert Member.objects.count() == 3


def test_roster_page_takes_a_file(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    upload = SimpleUploadedFile("名簿.csv", "氏名,社員番号\r\n高橋,7\r\n".encode("cp932"))
    assert "追加 1" in _import_of(client, _post(client, file=upload, extent="some"))
    bad = _post(client, file=SimpleUploadedFile("a.xls", b"x"), extent="some")
    assert bad.status_code == 422
    assert "このファイルは読めません。" in bad.content.decode()


def test_roster_page_names_the_file_where_the_file_is_at_fault(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    for name, content, words in (
        ("a.xlsx", b"no workbook", "Excelブックとして開けませんでした。"),
        ("a.csv", "氏名,社員番号\n".encode(), "人の行がありません。"),
        ("a.csv", b"", "ファイルが空です。"),
    ):
        form = {"extent": "some", "text": "", "file": SimpleUploadedFile(name, content)}
        page = client.post("/manage/members/roster/", form)
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"file"}
        assert words in page.content.decode()
    assert not RosterImport.objects.exists()


def test_roster_page_escapes_what_was_pasted(db: None, client: Client) -> None:
    sign_in(client, make_owner())
    words = _import_of(
        client, _post(client, text="<script>alert(1)</script>\t\t7\t\t", extent="all")
    )
    assert "<script>alert" not in words
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words


def test_a_list_of_everybody_asks_before_many_leave(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    import_roster(by=owner, text=TWO, with_mail=False)
    one = "\n".join(TWO.split("\n")[:2])
    checked = _post(client, text=one, extent="all")
    assert "3名のうち1名が退職になります" in _import_of(client, checked)
    act = checked["Location"] + "act/"
    refused = client.post(act, {"do": "save", "leaving": "2"})
    assert "人数の欄に1と入力してください" in refused.content.decode()
    client.post(act, {"do": "save", "leaving": "1"})
    assert [one.name for one in Member.objects.departed()] == ["中村 一郎"]


def test_templates_are_read_back_as_their_own_example(db: None, client: Client) -> None:
    owner = make_owner()
    sign_in(client, owner)
    for fmt in ("xlsx", "csv"):
        content = client.get(f"/manage/members/roster/template.{fmt}").content
        plan = check_roster(owner.organisation, read_upload(f"a.{fmt}", content))
        assert plan.known_columns == [str(one.label) for one in OF_TEMPLATE]
        assert [(row.name, row.employee_number) for row in plan.rows] == [("高橋 未来", "004128")]
        assert [one.column for one in plan.problems] == ["所属長"]  # nobody of the example
    assert client.get("/manage/members/roster/template.pdf").status_code == 404
