"""The sentences that the player's script says, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .gate_words import gate_words
from .note_words import note_words
from .review_words import review_words


def player_words(*, has_test: bool = True) -> dict[str, str]:
    """By the name the script knows them under; {…} is filled in by the script."""
    return {
        **gate_words(has_test=has_test),
        **note_words(),
        **review_words(),
        "saved": _("保存しました {time}"),
        "saving": _("保存中"),
        "unsent": _("未送信 {count}件"),
        "offline": _("通信が切れています。このまま続けられます。つながったら自動で保存します。"),
        "retrying": _("保存できませんでした。記録は端末に残っています。自動でもう一度送ります。"),
        "signin": _(
            "ログインの期限が切れました。未送信の{count}件は、この端末に残っています。ログインすると送ります。"
        ),
        "signinLink": _("ログインする"),
        "refused": _("{count}件の記録は受け付けられませんでした。{message}"),
        "gateLeft": _("あと {time}"),
        "gateSending": _("記録を送っています。送り終わると、テストに進みます。")
        if has_test
        else _("記録を送っています。送り終わると、修了に進みます。"),
        "gateUnsent": _("未送信の記録があります。通信がつながってから、もう一度選んでください。"),
        "next": _("次へ"),
        "toTest": _("確認テストへ") if has_test else _("修了へ進む"),
        "heading": _("スライド{number}：{title}"),
        "done": _("（完了）"),
        "current": _("（表示中）"),
        "open": _("（未受講）"),
        "locked": _("（前のスライドを終えると開きます）"),
        "minutes": _("残り 約{minutes}分"),
        "minutesNone": _("完了"),
        "furiganaOn": _("ふりがな：オン"),
        "furiganaOff": _("ふりがな：オフ"),
        "play": _("再生"),
        "pause": _("一時停止"),
        "wholeOn": _("全画面で見る"),
        "wholeOff": _("全画面をやめる"),
        "spokenTime": _("{minutes}分{seconds}秒"),
        "speedIs": _("再生速度 {speed}倍"),
        "muted": _("音を消しました"),
        "unmuted": _("音を出しました"),
        "soundRefused": _("再生を選ぶと、音声が始まります。字幕はそのまま読めます。"),
        "soundFailed": _("音声を読み込めませんでした。字幕とナレーション文で続けられます。"),
        "advance": _("{seconds}秒後に、次のスライドへ進みます。"),
        "languageFailed": _(
            "言語を切り替えられませんでした。通信を確かめて、もう一度選んでください。"
        ),
        "loadFailed": _("次のスライドを読み込めませんでした。通信がつながると、続きから進めます。"),
    }
