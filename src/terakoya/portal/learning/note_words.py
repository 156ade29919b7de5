"""What the player's script says of notes, bookmarks and screens."""

from __future__ import annotations

from django.utils.translation import gettext as _


def note_words() -> dict[str, str]:
    """By the name the script knows them under."""
    return {
        "notes": _("メモ"),
        "notesCounted": _("メモ（{count}）"),
        "noteNumbered": _("メモ{number}"),
        "notesUnsent": _("未送信 {count}件。この端末に残っています。自動で送ります。"),
        "noteDeleted": _("メモを消しました。"),
        "noteBack": _("メモを元に戻しました。"),
        "marked": _("しおりを付けました。"),
        "unmarked": _("しおりを外しました。"),
        "second": _("別の画面で受講中です。この画面では、時間を数えていません。"),
        "takenOver": _("この画面で引き継ぎました。"),
        "stranger": _(
            "今は別の人がログインしています。未送信の{count}件は、この端末に残っています。"
            "受講していた人がログインすると送ります。"
        ),
    }
