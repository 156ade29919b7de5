"""What accounts and the audit log hold about a person (personal_data.py)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...audit.models import AuditEntry
from ..authenticators import PASSKEY_TYPE, RECOVERY_TYPE, TOTP_TYPE, authenticators_of
from ..choices import Document
from ..models import (
    CodeIssue,
    ConcurrentPost,
    DataRequest,
    DepartmentMembership,
    Member,
    Organisation,
    Person,
    RoleGrant,
    TermsAcceptance,
)
from ..personal_data import Section

MOST_ENTRIES: Final = 500
# What the audit log calls the things that people do; others are shown by the log's own name.
VERBS: Final = {
    "sign-in.done": gettext_lazy("ログインした"),
    "sign-in.locked": gettext_lazy("失敗が続き、ログインが止められた"),
    "sign-out.done": gettext_lazy("ログアウトした"),
    "sessions.ended": gettext_lazy("ほかの端末をログアウトした"),
    "password.changed": gettext_lazy("パスワードを変えた"),
    "password.set": gettext_lazy("パスワードを決めた"),
    "password.link-sent": gettext_lazy("パスワードのリンクを送った"),
    "second-factor.added": gettext_lazy("2段階の確認を追加した"),
    "second-factor.removed": gettext_lazy("2段階の確認を外した"),
    "second-factor.renamed": gettext_lazy("パスキーの名前を変えた"),
    "second-factor.reset": gettext_lazy("運営者が2段階の確認を外した"),
    "recovery-codes.renewed": gettext_lazy("回復用コードを作り直した"),
    "recovery-codes.used": gettext_lazy("回復用コードを使った"),
    "terms.accepted": gettext_lazy("新しい利用規約に同意した"),
    "email.confirmed": gettext_lazy("メールアドレスを確認した"),
    "email.changed": gettext_lazy("メールアドレスを変えた"),
    "code.issued": gettext_lazy("参加コードを発行した"),
    "code.used": gettext_lazy("参加コードでログインした"),
    "code.former-password-shown": gettext_lazy("閉じたメモを前のパスワードで開いた"),
    "code.closed-deleted": gettext_lazy("閉じたメモを消した"),
    "member.added": gettext_lazy("メンバーを追加した"),
    "member.edited": gettext_lazy("メンバーの登録内容を変えた"),
    "member.moved": gettext_lazy("メンバーの部署を変えた"),
    "member.invited": gettext_lazy("メンバーを招待した"),
    "invitation.withdrawn": gettext_lazy("招待を取り消した"),
    "member.joined": gettext_lazy("参加した"),
    "member.left": gettext_lazy("退職日を登録した"),
    "member.returned": gettext_lazy("退職の登録を取り消した"),
    "role.granted": gettext_lazy("役割を付けた"),
    "role.revoked": gettext_lazy("役割を外した"),
    "data.downloaded": gettext_lazy("自分のデータをダウンロードした"),
    "data.requested": gettext_lazy("個人情報について依頼した"),
    "data.answered": gettext_lazy("個人情報についての依頼に答えた"),
    "learning.enrolled": gettext_lazy("受講を始めた"),
    "learning.continued": gettext_lazy("新しい版で受講を続けた"),
    "learning.attempt_started": gettext_lazy("確認テストを始めた"),
    "learning.attempt_submitted": gettext_lazy("確認テストを提出した"),
    "learning.completed": gettext_lazy("研修を修了した"),
}


ROSTER_COLUMNS: Final = {
    "position": gettext_lazy("役職"),
    "site": gettext_lazy("拠点"),
    "employment": gettext_lazy("雇用区分"),
    "on_leave_since": gettext_lazy("休職の開始日"),
    "on_leave_until": gettext_lazy("休職の最終日"),
}


def account_sections(person: Person) -> list[Section]:
    """Ten statements at most, whatever the person has done."""
    members = list(
        Member.objects.filter(person=person).select_related("organisation").order_by("id")
    )
    return [
        _person(person),
        _factors(person),
        _memberships(members),
        _departments(person),
        _roles(person),
        _acceptances(person),
        _codes(person),
        _requests(person),
        _log(person, members),
    ]


def _person(person: Person) -> Section:
    columns = {
        "name": _("氏名"),
        "email": _("ログインに使うメールアドレス"),
        "email_confirmed_at": _("アドレスを確認した日時"),
        "has_password": _("パスワードの設定"),
        "language": _("言語"),
        "furigana": _("ふりがな"),
        "created_at": _("登録した日時"),
    }
    row = {key: getattr(person, key, None) for key in columns}
    row["has_password"] = person.has_usable_password()
    row["language"] = dict(settings.LANGUAGES).get(person.language, person.language)
    note = _("パスワードは、元に戻せない形だけを保存しています。")
    return Section("person", _("アカウント"), columns, [row], note)


def _factors(person: Person) -> Section:
    columns = {
        "kind": _("方法"),
        "name": _("名前"),
        "created_at": _("設定した日時"),
        "last_used_at": _("最後に使った日時"),
    }
    kinds = {
        TOTP_TYPE: _("認証アプリ"),
        PASSKEY_TYPE: _("パスキー"),
        RECOVERY_TYPE: _("回復用コード"),
    }
    rows = [
        {
            "kind": kinds[row.type],
            "name": row.data.get("name"),
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in (authenticators_of(person) if person.has_second_factor else ())
    ]
    note = _("キーは、暗号にして保存しています。")
    return Section("second_factors", _("2段階の確認"), columns, rows, note)


def _memberships(members: list[Member]) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "company_code": _("会社コード"),
        "employee_number": _("社員番号"),
        "name": _("氏名"),
        "name_kana": _("フリガナ"),
        "email": _("名簿のメールアドレス"),
        **{key: str(label) for key, label in ROSTER_COLUMNS.items()},
        "invited_at": _("招待した日時"),
        "joined_at": _("参加した日時"),
        "left_on": _("退職日"),
    }
    own = [key for key in columns if key not in {"organisation", "company_code"}]
    rows = [
        {
            "organisation": member.organisation.name,
            "company_code": member.organisation.code,
            **{key: getattr(member, key) for key in own},
        }
        for member in members
    ]
    return Section("memberships", _("所属と名簿"), columns, rows)


def _departments(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "department": _("部署"),
        "from_on": _("いつから"),
        "until_on": _("いつまで"),
    }
    said = ("organisation__name", "department__name", "from_on", "until_on")
    rows = [
        dict(zip(columns, one, strict=True))
        for kind in (DepartmentMembership, ConcurrentPost)
        for one in _of_person(kind, person).values_list(*said)
    ]
    return Section("departments", _("部署の履歴"), columns, rows)


def _of_person(
    kind: type[DepartmentMembership | ConcurrentPost], person: Person
) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = kind._default_manager.filter(member__person=person)
    return rows.order_by("from_on", "id")


def _roles(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "role": _("役割"),
        "department": _("部署"),
        "until_on": _("いつまで"),
    }
    grants = RoleGrant.objects.filter(member__person=person).order_by("id")
    rows = [
        {
            "organisation": grant.organisation.name,
            "role": str(grant.get_role_display()),
            "department": grant.department.name if grant.department else None,
            "until_on": grant.until_on,
        }
        for grant in grants.select_related("organisation", "department")
    ]
    return Section("roles", _("役割"), columns, rows)


def _acceptances(person: Person) -> Section:
    columns = {
        "document": _("文書"),
        "version": _("版"),
        "organisation": _("会社・団体"),
        "accepted_at": _("同意した日時"),
    }
    rows = [
        {
            "document": str(dict(Document.choices).get(one.document, one.document)),
            "version": one.version,
            "organisation": one.organisation.name if one.organisation else None,
            "accepted_at": one.accepted_at,
        }
        for one in TermsAcceptance.objects.filter(person=person)
        .select_related("organisation")
        .order_by("id")
    ]
    return Section("acceptances", _("同意の記録"), columns, rows)


def _codes(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "issued_by": _("作った人"),
        "issued_at": _("作った日時"),
        "used_at": _("使われた日時"),
    }
    issues = CodeIssue.objects.about(person).order_by("id")
    values = issues.values_list("organisation__name", "issued_by_name", "issued_at", "used_at")
    rows = [dict(zip(columns, one, strict=True)) for one in values]
    return Section("codes", _("参加コード（参加したあとのもの）"), columns, rows)


def _requests(person: Person) -> Section:
    columns = {
        "organisation": _("会社・団体"),
        "kind": _("種類"),
        "text": _("内容"),
        "created_at": _("依頼した日時"),
        "outcome": _("結果"),
        "answer": _("回答"),
        "answered_at": _("回答した日時"),
    }
    requests = DataRequest.objects.filter(member__person=person).select_related("organisation")
    rows = [
        {
            "organisation": one.organisation.name,
            "kind": str(one.get_kind_display()),
            "text": one.text,
            "created_at": one.created_at,
            "outcome": str(one.get_outcome_display()),
            "answer": one.answer,
            "answered_at": one.answered_at,
        }
        for one in requests.order_by("id")
    ]
    return Section("requests", _("訂正などの依頼"), columns, rows)


def _log(person: Person, members: list[Member]) -> Section:
    columns = {
        "at": _("日時"),
        "what": _("したこと"),
        "by_oneself": _("ご本人の操作"),
        "organisation": _("会社・団体"),
    }
    about = [f"person:{person.uuid}", *(f"member:{member.uuid}" for member in members)]
    entries = AuditEntry.objects.filter(Q(actor_uuid=person.uuid) | Q(target__in=about))
    newest = list(entries.order_by("-id")[:MOST_ENTRIES])
    uuids = {entry.organisation_uuid for entry in newest if entry.organisation_uuid}
    names = dict(Organisation.objects.filter(uuid__in=uuids).values_list("uuid", "name"))
    rows = [
        {
            "at": entry.created_at,
            "what": str(VERBS.get(entry.verb, entry.verb)),
            "verb": entry.verb,
            "by_oneself": entry.actor_uuid == person.uuid,
            "organisation": names.get(entry.organisation_uuid) if entry.organisation_uuid else None,
        }
        for entry in newest
    ]
    note = _("新しい順に500件までです。ここには、端末やネットワークの情報はありません。")
    return Section("log", _("操作の記録（ログインなど）"), columns, rows, note)
