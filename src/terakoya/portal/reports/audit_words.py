"""The audit log in the words of its readers: what each entry says, and in which group it stands."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from ..accounts.choices import Role
from ..accounts.selectors.personal_data import VERBS


class AuditTopic(models.TextChoices):
    """By what the log is narrowed."""

    SIGN_IN = "sign-in", _("ログインとログアウト")
    MEMBERS = "members", _("メンバー・部署・役割")
    LEARNING = "learning", _("割り当てと受講")
    SURVEYS = "surveys", _("意識調査")
    MATERIAL = "material", _("教材")
    EXPORTS = "exports", _("書き出し・ダウンロード")
    ORGANISATION = "organisation", _("会社・契約・保存期間")


_SIGN_IN: Final = {
    "second-factor.renamed": VERBS["second-factor.renamed"],
    "sign-in.done": VERBS["sign-in.done"],
    "sign-out.done": VERBS["sign-out.done"],
    "sign-in.locked": VERBS["sign-in.locked"],
}
_MEMBERS: Final = {
    "member.added": VERBS["member.added"],
    "member.edited": VERBS["member.edited"],
    "member.invited": VERBS["member.invited"],
    "member.joined": VERBS["member.joined"],
    "member.left": VERBS["member.left"],
    "member.returned": VERBS["member.returned"],
    "member.moved": VERBS["member.moved"],
    "invitation.withdrawn": VERBS["invitation.withdrawn"],
    "invite.created": _("招待リンクを作った"),
    "invite.revoked": _("招待リンクを止めた"),
    "join-request.approved": _("参加の依頼を承認した"),
    "join-request.merged": _("参加の依頼を、登録済みのメンバーにまとめた"),
    "join-request.declined": _("参加の依頼を断った"),
    "join-request.flood-declined": _("同じ回線からの参加の依頼をまとめて断った"),
    "code.issued": VERBS["code.issued"],
    "slips.printed": _("パスワードを決めるための用紙を印刷した"),
    "code.used": VERBS["code.used"],
    "code.former-password-shown": VERBS["code.former-password-shown"],
    "code.closed-deleted": VERBS["code.closed-deleted"],
    "password.link-sent": VERBS["password.link-sent"],
    "role.granted": VERBS["role.granted"],
    "role.revoked": VERBS["role.revoked"],
    "roster.imported": _("名簿を取り込んだ"),
    "roster.undone": _("名簿の取り込みを取り消した"),
    "roster.dropped": _("名簿の取り込みを取りやめた"),
    "roster.received": _("名簿が自動で届いた"),
    "roster.source_created": _("名簿の自動取り込みを作った"),
    "roster.source_revoked": _("名簿の自動取り込みを止めた"),
    "department.moved": _("部署を動かした"),
    "department.merged": _("部署を統合した"),
    "department.added": _("部署を追加した"),
    "department.renamed": _("部署の名前を変えた"),
    "department.closed": _("部署を閉じた"),
    "department.reopened": _("閉じた部署をもう一度使えるようにした"),
    "data.requested": VERBS["data.requested"],
    "data.answered": VERBS["data.answered"],
}
_LEARNING: Final = {
    "learning.assigned": _("研修を割り当てた"),
    "learning.due_date_moved": _("期限を変えた"),
    "learning.assignment_ended": _("割り当てを終了した"),
    "learning.due_date_extended": _("一部の人の期限を延ばした"),
    "learning.exempted": _("受講を免除した"),
    "learning.exemption_ended": _("受講の免除をやめた"),
    "learning.group_saved": _("グループの条件を決めた"),
    "learning.group_deleted": _("グループを消した"),
    "learning.recurrence_begun": _("割り当てを毎年繰り返すようにした"),
    "learning.recurrence_stopped": _("割り当ての繰り返しを止めた"),
    "learning.defaults_changed": _("新しい割り当ての初期値を変えた"),
    "learning.policy_attached": _("割り当てに方針を付けた"),
    "learning.policy_detached": _("割り当てから方針を外した"),
    "learning.policy_version": _("方針の版を登録した"),
    "learning.policy_acknowledged": _("方針を確認した"),
    "learning.round_made": _("毎年の割り当ての、次の回を作った"),
    "reminders.sent": _("受講の案内を送った"),
    "reminders.plan_changed": _("案内の日を変えた"),
    "reminders.settings_changed": _("案内の設定を変えた"),
    "learning.edition_chosen": _("割り当てで使う自社版を選んだ"),
    "session.opened": _("集合受講を開いた"),
    "session.started": _("集合受講を始めた"),
    "session.checked_in": _("集合受講に出席した"),
    "session.ticked": _("集合受講の出席を一覧でチェックした"),
    "session.left": _("集合受講の退出を記録した"),
    "session.struck_out": _("集合受講の出席を取り消した"),
    "session.ended": _("集合受講を終了した"),
    "learning.group_recorded": _("集合受講の分を受講に数えた"),
    "learning.rules_changed": _("進み方を変えた"),
    "learning.seat_given_on": _("受講枠を別の人に移した"),
    "learning.enrolled": VERBS["learning.enrolled"],
    "learning.continued": VERBS["learning.continued"],
    "learning.attempt_started": VERBS["learning.attempt_started"],
    "learning.attempt_submitted": VERBS["learning.attempt_submitted"],
    "learning.completed": VERBS["learning.completed"],
}
_SURVEYS: Final = {
    "learning.paper_result_taken": _("紙の確認テストの結果を取り込んだ"),
    "surveys.wave_opened": _("意識調査を開いた"),
    "surveys.wave_extended": _("意識調査の最終日を延ばした"),
    "surveys.wave_ended": _("意識調査の受付を終えた"),
    "surveys.own_item_added": _("自社の問いを加えた"),
    "surveys.own_item_removed": _("自社の問いを消した"),
    "surveys.wave_on_paper": _("意識調査を紙・Excelに変えた"),
    "surveys.paper_handed_out": _("意識調査の用紙をダウンロードした"),
    "surveys.paper_counted": _("意識調査の用紙を数えた"),
    "surveys.wave_closed": _("意識調査を集計した"),
    "surveys.result_viewed": _("意識調査の結果を見た"),
    "surveys.result_exported": _("意識調査の結果を書き出した"),
    "surveys.key_destroyed": _("意識調査の鍵を消した"),
}
_MATERIAL: Final = {
    "course.published": _("教材を公開した"),
    "catalogue.published": _("教材を公開した"),
    "catalogue.listed": _("研修を申し込みページに出した"),
    "catalogue.unlisted": _("研修を申し込みページから外した"),
    "catalogue.shop_texts_set": _("申し込みページの文を変えた"),
    "catalogue.price_set": _("価格を決めた"),
    "catalogue.tax_rate_set": _("消費税率を決めた"),
    "catalogue.price_withdrawn": _("これからの価格か税率を取りやめた"),
    "orders.manuscript_update_told": _("教材原稿の新しい版を知らせた"),
    "orders.manuscript_end_told": _("教材原稿の更新の終わりを知らせた"),
    "billing.address_changed": _("請求先を変えた"),
    "billing.purchase_order_set": _("申し込みの発注番号を変えた"),
    "orders.free_days_set": _("無料で取り消せる日数を決めた"),
    "orders.free_days_withdrawn": _("これからの無料取り消しの日数を取りやめた"),
    "catalogue.own_course_terms_set": _("自社の教材を受講できる人を変えた"),
    "catalogue.recordings_published": _("ナレーションを公開した"),
    "catalogue.kit_published": _("対策キットの文書を公開した"),
    "catalogue.kit_withdrawn": _("対策キットの文書をなくした"),
    "authoring.deck_sent": _("自社の教材のファイルを送った"),
    "authoring.deck_read": _("自社の教材のファイルを読み込んだ"),
    "authoring.dropped": _("自社の教材をやめた"),
    "authoring.details_changed": _("自社の教材の名前や時間を変えた"),
    "authoring.survey_item_added": _("自社の教材に意識調査の問いを加えた"),
    "authoring.survey_item_removed": _("自社の教材から意識調査の問いを外した"),
    "authoring.voice_chosen": _("自社の教材の声を選んだ"),
    "authoring.sample_asked": _("自社の教材の声を聞いてみた"),
    "authoring.page_drawn": _("ページを絵にした"),
    "authoring.page_written": _("ページをテキストにした"),
    "authoring.page_described": _("ページの絵の説明を書いた"),
    "authoring.page_accepted": _("要確認のページを確認した"),
    "authoring.page_reopened": _("ページを要確認に戻した"),
    "editions.opened": _("自社版を作った"),
    "proposals.viewed": _("調査からの提案を見た"),
    "proposals.accepted": _("調査からの提案を採用した"),
    "proposals.declined": _("調査からの提案を見送った"),
    "proposals.reopened": _("見送った提案を、もう一度検討することにした"),
    "proposals.brief_made": _("所属長向けの資料を作った"),
    "editions.proposal_taken": _("調査からの提案を下書きに入れた"),
    "editions.renamed": _("自社版の名前を変えた"),
    "editions.published": _("自社版を公開した"),
    "editions.stopped": _("自社版の公開をやめた"),
    "editions.returned": _("自社版を以前の版に戻した"),
    "editions.release_asked": _("公開の承認を依頼した"),
    "editions.release_approved": _("公開を承認した"),
    "editions.release_refused": _("公開を差し戻した"),
    "editions.release_withdrawn": _("公開の依頼を取り下げた"),
    "editions.draft_restored": _("下書きを以前の版に戻した"),
    "editions.slide_edited": _("スライドを書き換えた"),
    "editions.slide_reverted": _("スライドを元に戻した"),
    "editions.field_reverted": _("スライドの文を元に戻した"),
    "editions.slide_hidden": _("スライドを非表示にした"),
    "editions.slide_shown": _("スライドを表示に戻した"),
    "editions.slide_moved": _("スライドを動かした"),
    "editions.slide_added": _("スライドを加えた"),
    "editions.slide_taken": _("事例のスライドを加えた"),
    "editions.slide_removed": _("スライドを外した"),
    "editions.slide_given_back": _("外したスライドを戻した"),
    "editions.translation_confirmed": _("訳文を確かめた"),
    "editions.question_added": _("問題を加えた"),
    "editions.question_edited": _("問題を書きかえた"),
    "editions.question_removed": _("問題を外した"),
    "editions.question_reverted": _("問題を元に戻した"),
    "editions.file_uploaded": _("教材のファイルを取り込んだ"),
    "editions.upload_base_chosen": _("取り込んだファイルの比べる相手を選んだ"),
    "editions.upload_page_told": _("取り込んだページの扱いを決めた"),
    "editions.upload_taken": _("取り込んだ変更を下書きに入れた"),
    "editions.upload_dropped": _("取り込んだファイルを破棄した"),
    "editions.own_deck_asked": _("自社のPowerPointに新版を入れるよう頼んだ"),
    "editions.own_deck_downloaded": _("新版を入れた自社のPowerPointを受け取った"),
    "editions.own_deck_dropped": _("新版を入れた自社のPowerPointを消した"),
    "editions.own_deck_deleted": _("送った自社のPowerPointを消した"),
    "editions.conflict_decided": _("更新と自社の変更の、どちらを使うか決めた"),
    "editions.update_taken": _("更新を下書きに入れた"),
    "editions.update_kept_out": _("更新を見送った"),
    "editions.update_reopened": _("見送った更新をもう一度開いた"),
    "editions.following_set": _("更新の受け取り方を変えた"),
}
_EXPORTS: Final = {
    "members.exported": _("メンバーの一覧を書き出した"),
    "reports.status_exported": _("受講状況を書き出した"),
    "reports.person_viewed": _("1人の受講の記録を見た"),
    "reports.certificates_exported": _("修了証をまとめて保存した"),
    "reminders.late_list_printed": _("修了していない人の一覧を印刷した"),
    "reports.audit_log_exported": _("監査ログを書き出した"),
    "evidence.asked": _("受講記録一式の作成を頼んだ"),
    "evidence.made": _("受講記録一式を作った"),
    "evidence.downloaded": _("受講記録一式をダウンロードした"),
    "orders.manuscript_downloaded": _("教材原稿をダウンロードした"),
    "orders.export_asked": _("時間のかかるファイルを頼んだ"),
    "orders.export_dropped": _("時間のかかるファイルをやめた、または消した"),
    "orders.export_downloaded": _("書き出した教材をダウンロードした"),
    "orders.kit_downloaded": _("対策キットの文書をダウンロードした"),
    "data.downloaded": VERBS["data.downloaded"],
    "organisation.data_export_asked": _("データ一式（ZIP）の作成を頼んだ"),
    "organisation.data_export_made": _("データ一式（ZIP）を作った"),
    "organisation.data_export_downloaded": _("データ一式（ZIP）をダウンロードした"),
    "operator.data_export_asked": _("運営者が、データ一式（ZIP）の作成を頼んだ"),
}
_ORGANISATION: Final = {
    "evidence.measure_stated": _("措置台帳に申告した"),
    "evidence.measure_withdrawn": _("措置台帳の申告を取り消した"),
    "organisation.opened": _("会社を登録した"),
    "organisation.edited": _("会社の登録内容を変えた"),
    "organisation.language_set": _("新しく加わる人の言語を決めた"),
    "organisation.variables_filled": _("教材に入る会社の言葉を変えた"),
    "organisation.deleted_on_request": _("依頼により、会社のデータを消去した"),
    "inquiry.asked": _("問い合わせた"),
    "terms.accepted": VERBS["terms.accepted"],
    "inquiry.written-back": _("問い合わせに続きを書いた"),
    "inquiry.answered": _("運営者が問い合わせに返信した"),
    "inquiry.quoted": _("運営者が問い合わせへの見積書を作った"),
    "notice.published": _("運営者がお知らせを出した"),
    "notice.ended": _("運営者がお知らせを取り下げた"),
    "operator.customer_opened": _("運営者が契約の内容を見た"),
    "operator.suspension_noticed": _("運営者が利用の停止を予告した"),
    "operator.suspension_withdrawn": _("運営者が利用の停止の予告を取り下げた"),
    "operator.suspended": _("運営者が利用を止めた"),
    "operator.resumed": _("運営者が利用を再開した"),
    "operator.mail_sent_again": _("送れなかったメールを、もう一度送った"),
    "operator.deletion_asked": _("データの削除の依頼を受け付けた"),
    "operator.deletion_withdrawn": _("データの削除の依頼を取り下げた"),
    "operator.deletion_started": _("依頼による、データの削除を始めた"),
    "operator.deletion_done": _("依頼により、会社のデータを削除した"),
    "operator.rights_set": _("運営者の権限を変えた"),
    "orders.placed": _("申し込んだ"),
    "orders.seats_added": _("受講枠を追加した"),
    "orders.contract_renewed": _("契約を更新した"),
    "orders.renewal_chosen": _("契約の自動更新を変えた"),
    "orders.contract_cancelled": _("契約を取り消した"),
    "billing.invoice_issued": _("請求書を発行した"),
    "billing.invoice_changed": _("請求書の修正または返還の書類を発行した"),
    "billing.payment_entered": _("入金を記録した"),
    "billing.payment_reminded": _("お支払いをお願いした"),
    "billing.overpaid_released": _("多く入金された金額を、前受けの金額に移した"),
    "billing.refunded": _("返金を記録した"),
    "billing.cost_split_set": _("請求書の部署ごとの内訳を決めた"),
    "billing.terms_set": _("支払いの条件を決めた"),
    "billing.credit_used": _("前受けの金額を請求書にあてた"),
    "orders.quote_made": _("見積書を作った"),
    "orders.approved": _("運営者が申し込みを承認した"),
    "orders.declined": _("運営者が申し込みを断った"),
    "documents.issued": _("書類を発行した"),
    "documents.received": _("届いた注文書を保存した"),
    "retention.deleted": _("保存期間を過ぎたデータを消去した"),
    "retention.learning_records_deleted": _("保存期間を過ぎた受講記録を消去した"),
    "retention.organisation_deleted": _("契約の終わった会社のデータを消去した"),
}
# The words of every verb that an organisation's chain may hold, by topic.
WORDS: Final[dict[AuditTopic, dict[str, Any]]] = {
    AuditTopic.SIGN_IN: _SIGN_IN,
    AuditTopic.MEMBERS: _MEMBERS,
    AuditTopic.LEARNING: _LEARNING,
    AuditTopic.SURVEYS: _SURVEYS,
    AuditTopic.MATERIAL: _MATERIAL,
    AuditTopic.EXPORTS: _EXPORTS,
    AuditTopic.ORGANISATION: _ORGANISATION,
}
# Of the portal's own chain, which operators read and no organisation does.
_PORTAL: Final = {
    "billing.bank_file_read": _("銀行のファイルを読み込んだ"),
    "billing.closing_asked": _("月末の締めを頼んだ"),
    "billing.columns_saved": _("列の対応を変えた"),
    "billing.rules_changed": _("請求の決まりを変えた"),
    "documents.seller_saved": _("販売者の情報を変えた"),
    "email.changed": VERBS["email.changed"],
    "email.confirmed": VERBS["email.confirmed"],
    "inquiry.changed": _("問い合わせの担当や状態を変えた"),
    "inquiry.noted": _("問い合わせに社内メモを書いた"),
    "inquiry.routes-set": _("問い合わせの担当と期限を決めた"),
    "inquiry.template-deleted": _("返信のひな形を消した"),
    "inquiry.template-saved": _("返信のひな形を保存した"),
    "legal.published": _("規約などの新しい版を公開した"),
    "legal.withdrawn": _("規約などの新しい版を取りやめた"),
    "orders.approval_rules_set": _("承認の条件を変えた"),
    "password.changed": VERBS["password.changed"],
    "password.set": VERBS["password.set"],
    "portal.restored": _("バックアップから戻した"),
    "portal.signing_key_made": _("監査ログに署名する鍵を作った"),
    "second-factor.added": VERBS["second-factor.added"],
    "second-factor.removed": VERBS["second-factor.removed"],
    "recovery-codes.renewed": VERBS["recovery-codes.renewed"],
    "recovery-codes.used": VERBS["recovery-codes.used"],
    "second-factor.reset": VERBS["second-factor.reset"],
    "sessions.ended": VERBS["sessions.ended"],
}
_BY_VERB: Final = _PORTAL | {
    verb: words for group in WORDS.values() for verb, words in group.items()
}
# What of a payload is shown beside the words, and how it is called there.
_DETAILS: Final = {
    "role": _("役割"),
    "until_on": _("最終日"),
    "left_on": _("退職日"),
    "as_of": _("基準日"),
    "taken_on": _("行った日"),
    "material": _("資料"),
    "due_on": _("期限"),
    "closes_on": _("最終日"),
    "before": _("前"),
    "after": _("後"),
    "name": _("名前"),
    "version": _("版"),
    "attempt": _("何回目"),
    "certificate": _("修了証番号"),
    "number": _("何版目"),
    "count": _("件数"),
    "form": _("ファイルの形"),
    "reason": _("理由"),
    "from_on": _("開始日"),
    "asked_by": _("依頼した人"),
}


def words_of(verb: str) -> str:
    """What an entry says; the verb itself where this release does not know it."""
    return str(_BY_VERB.get(verb, verb))


def details_of(verb: str, data: dict[str, Any]) -> list[tuple[str, str]]:
    """The parts of an entry's payload that a reader understands: label and value."""
    return [
        (_label(verb, key, label, value), _shown(key, value))
        for key, label in _DETAILS.items()
        if isinstance(value := data.get(key), str | int) and value != ""
    ]


def _label(verb: str, key: str, label: object, value: str | int) -> str:
    """Members and documents have numbers too, and theirs are text."""
    if key != "number" or not isinstance(value, str):
        return str(label)
    return _text("社員番号") if verb.startswith("member.") else _text("番号")


def _shown(key: str, value: str | int) -> str:
    if key == "role" and value in Role.values:
        return str(Role(value).label)
    return str(value)
