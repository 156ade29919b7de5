"""Words people read: mails as golden texts, English on every page, catalogues complete."""

from __future__ import annotations

import datetime as dt
import gettext
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import DataRequestKind, Role
from terakoya.portal.accounts.emails import (
    queue_account_taken,
    queue_email_changed,
    queue_password_changed,
)
from terakoya.portal.accounts.models import Member, Organisation, Person, RoleGrant
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    create_invite_link,
    request_data_change,
    request_password_link,
    send_email_confirmation,
)
from terakoya.portal.accounts.tokens import email_token, invitation_token, open_join_token
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import answer_requests, make_member, make_owner, sign_in

PORTAL = Path(__file__).parents[2]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
EXAMPLES = "高橋 未来|タカハシ ミライ|中村 一郎|ナカムラ イチロウ|営業部/第一課|製造部"
HOST = "http://127.0.0.1:8000"


def _last_mail() -> tuple[str, str]:
    payload = OutboxMessage.objects.latest("id").payload
    text = re.sub(r"/(email|password|invitation)/[\w:-]+/", r"/\1/…/", payload["text"])
    return payload["subject"], text


def _owner(language: str) -> Member:
    owner = make_owner(confirmed=False)
    Organisation.objects.filter(pk=owner.organisation_id).update(code="KMTR4827")
    Person.objects.filter(pk=owner.person_id).update(
        language=language, email_confirmed_at=clock.now()
    )
    return Member.objects.select_related("organisation", "person").get(pk=owner.pk)


def test_mail_of_an_invitation_reads_in_japanese(db: None) -> None:
    owner = _owner("ja")
    add_member(by=owner, name="高橋 未来", employee_number="004128", email="t@mihon.example")
    assert _last_mail() == (
        "【株式会社みほん商事】オンライン研修のご案内",
        f"""高橋 未来 様

株式会社みほん商事の研修担当者（山田 花子さん）から、オンライン研修の招待が届いています。

次のリンクを開いて、参加してください（30日間有効）。1分で終わります。
{HOST}/invitation/…/

■ 2回目からのログイン
{HOST}/sign-in/
メールアドレス：t@mihon.example
会社コード：KMTR4827　社員番号：004128

分からないことは、会社の研修担当者におたずねください。

--
Terakoya
このメールは送信専用です。
""",
    )


def test_mail_of_an_invitation_reads_in_english(db: None) -> None:
    owner = _owner("en")
    add_member(by=owner, name="Marie O'Hara & Co", email="t@mihon.example")
    assert _last_mail() == (
        "[株式会社みほん商事] Your online training",
        f"""Dear Marie O'Hara & Co,

The training officer of 株式会社みほん商事 (山田 花子) invites you to an online training.

Open this link to join (works for 30 days). It takes one minute.
{HOST}/invitation/…/

* Signing in later
{HOST}/sign-in/
Email address: t@mihon.example

If you have questions, ask your organisation’s training officer.

--
Terakoya
Please do not reply to this mail.
""",
    )


def test_mail_of_a_new_organisation_reads_in_japanese(db: None) -> None:
    owner = make_owner(confirmed=False)
    assert _last_mail() == (
        "【Terakoya】株式会社みほん商事のログインのご案内",
        f"""山田 花子 様

お申し込みありがとうございます。ログインの方法をお知らせします。

■ はじめに、メールアドレスを確認してください
次のリンクを開くと、ほかの方を招待できるようになります（7日間有効）。
{HOST}/email/…/

■ ログインに使うもの
メールアドレス：yamada@mihon.example
会社コード：{owner.organisation.code}
{HOST}/sign-in/

会社コードは、メールアドレスのない方が、社員番号と一緒に使います。

このメールに心当たりがないときは、リンクを開かずに消してください。

--
Terakoya
このメールは送信専用です。
""",
    )


def test_mails_about_address_and_password_read_in_english(db: None) -> None:
    owner = make_owner(confirmed=False)
    Person.objects.filter(pk=owner.person.pk).update(language="en")
    owner.person.refresh_from_db()
    send_email_confirmation(by=owner.person)
    assert _last_mail() == (
        "[Terakoya] Please confirm your email address",
        f"""Dear 山田 花子,

Open this link and press the button to confirm (works for 7 days).
{HOST}/email/…/

If you did not expect this mail, delete it without opening the link.

--
Terakoya
Please do not reply to this mail.
""",
    )
    request_password_link(email="yamada@mihon.example")
    answer_requests()
    assert _last_mail() == (
        "[Terakoya] Set your password",
        f"""Dear 山田 花子,

Choose a new password by this link (works for 24 hours, once).
{HOST}/password/…/

If you did not expect this mail, delete it without opening the link. Your present password stays.

--
Terakoya
Please do not reply to this mail.
""",
    )


AT = dt.datetime(2026, 11, 24, 5, 32, tzinfo=dt.UTC)


def test_mail_of_a_changed_address_goes_to_the_old_one_in_japanese(db: None) -> None:
    owner = make_owner()
    with clock.fixed_at(AT):
        queue_email_changed(owner.person, "old@mihon.example")
    assert _last_mail() == (
        "【Terakoya】メールアドレスが変わりました",
        """山田 花子 様

2026年11月24日（火） 14:32に、ログインに使うメールアドレスが変わりました。
前のアドレス：old@mihon.example（このメールの宛先）
このアドレスでは、もうログインできません。

■ ご自分で変えた方
何もする必要はありません。

■ 心当たりがない方
だれかがアカウントを使っているかもしれません。すぐに、次の両方へお知らせください。
・Terakoyaの窓口：contact@terakoya.example
・会社の研修担当者

--
Terakoya
このメールは送信専用です。
""",
    )


def test_mails_of_changes_read_in_english(db: None) -> None:
    owner = make_owner()
    Person.objects.filter(pk=owner.person.pk).update(language="en")
    owner.person.refresh_from_db()
    with clock.fixed_at(AT):
        queue_password_changed(owner.person, "yamada@mihon.example")
    assert _last_mail() == (
        "[Terakoya] Your password was changed",
        f"""Dear 山田 花子,

On 24 Nov 2026 (Tue) 14:32 your password was changed.
The former password and sign-ins on other devices have ended.

* If you changed it yourself
There is nothing to do.

* If it was not you
Choose a new password on the page below at once.
{HOST}/password/
Then please tell your organisation’s training officer.

--
Terakoya
Please do not reply to this mail.
""",
    )
    queue_account_taken(owner.person)
    subject, text = _last_mail()
    assert subject == "[Terakoya] The account is yours now"
    assert not JAPANESE.search(text.replace("山田 花子", ""))
    assert f"{HOST}/my/account/" in text


def _main_text(page: str) -> str:
    """What is read between <main> and </main>, values of attributes that are heard included."""
    main = re.search(r"<main.*</main>", page, re.S)
    assert main, page
    body = re.sub(r"<(option|textarea)[^>]*>.*?</\1>", " ", main.group(), flags=re.S)
    heard = re.findall(r'(?:aria-label|placeholder|data-busy|data-copied)="([^"]*)"', body)
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *heard]))


def test_every_page_is_in_english_when_asked(db: None) -> None:
    owner = make_owner(organisation="Mihon Trading")
    Member.objects.filter(pk=owner.pk).update(name="Hanako Yamada")
    Person.objects.filter(pk=owner.person.pk).update(name="Hanako Yamada")
    sales = add_department(by=owner, parent=None, name="Sales")
    member = make_member(owner, name="Mirai", employee_number="1", joined=False)
    left = make_member(owner, name="Ichiro", email="i@mihon.example")
    RoleGrant.objects.create(
        organisation=owner.organisation, member=left, role=Role.SUPERVISOR, department=sales
    )
    link = create_invite_link(by=owner, open_join=True, department=sales)
    invited = add_member(by=owner, name="Jun", email="j@mihon.example")
    asked = request_data_change(by=left, kind=DataRequestKind.DELETION, text="Delete it.")
    officer = sign_in(Client(), owner)
    stranger = Client()
    for client in (officer, stranger):
        client.cookies["language"] = "en"
    pages: list[tuple[Client, str, dict[str, Any], str]] = [
        (stranger, "sign-in", {}, "?by=email"),
        (stranger, "sign-in", {}, "?by=number"),
        (stranger, "password-forgotten", {}, ""),
        (stranger, "code-join", {}, ""),
        (stranger, "join", {"token": link.token}, "?by=number"),
        (stranger, "join", {"token": link.token}, "?by=email"),
        (stranger, "join", {"token": "nonsense"}, ""),
        (officer, "join", {"token": link.token}, ""),
        (officer, "account", {}, ""),
        (officer, "password-change", {}, ""),
        (officer, "email-change", {}, ""),
        (officer, "my-data", {}, ""),
        (officer, "code-news", {}, ""),
        (officer, "data-request-list", {}, ""),
        (officer, "data-request", {"data_request": asked.uuid}, ""),
        (stranger, "invitation", {"token": open_join_token(link, "n@mihon.example")}, ""),
        (stranger, "invitation", {"token": invitation_token(invited)}, ""),
        (stranger, "email-confirm", {"token": email_token(owner.person, "n@mihon.example")}, ""),
        (officer, "email-confirm", {"token": email_token(owner.person, "n@mihon.example")}, ""),
        (officer, "member-list", {}, ""),
        (officer, "member-list", {}, "?q=nobody"),
        (officer, "member-add", {}, ""),
        (officer, "member-edit", {"member": member.uuid}, ""),
        (officer, "member-edit", {"member": left.uuid}, ""),
        (officer, "invite", {}, ""),
        (officer, "roster", {}, ""),
        (officer, "department-list", {}, ""),
        (officer, "organisation-settings", {}, ""),
    ]
    found = {}
    for client, name, values, query in pages:
        page = client.get(reverse(f"accounts:{name}", kwargs=values) + query).content.decode()
        text = _main_text(page)
        for sample in (
            "高橋 未来",
            "タカハシ ミライ",
            "中村 一郎",
            "ナカムラ イチロウ",
            "営業部/第一課",
            "製造部",
            "日本語",  # each language by its own name
        ):
            text = text.replace(sample, "")
        text = re.sub("(?<=for example )ヤマダ ハナコ", "", text)
        if words := JAPANESE.findall(text):
            found[name + query] = "".join(words)
    assert found == {}


@pytest.mark.parametrize("app", ["accounts", "delivery"])
def test_english_catalogue_is_complete_and_compiled(app: str) -> None:
    folder = PORTAL / app / "locale/en/LC_MESSAGES"
    source = (folder / "django.po").read_text(encoding="utf-8")
    entries = re.findall(
        r'(?:^msgctxt "(.*)"\n)?^msgid ((?:".*"\n)+)msgstr ((?:".*"\n?)+)', source, re.M
    )
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    written = {}
    for context, key, value in entries:
        texts = ["".join(map(json.loads, part.strip().split("\n"))) for part in (key, value)]
        assert texts[1], key
        if texts[0]:
            got = catalogue.pgettext(context, texts[0]) if context else catalogue.gettext(texts[0])
            written[texts[0]] = (texts[1], got)
    assert len(written) > (300 if app == "accounts" else 0)
    assert [key for key, (po, mo) in written.items() if po != mo] == []
