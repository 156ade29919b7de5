"""The services of editions, one module a subject."""

from .deck_patcher import patch_decks
from .drafts import apply_edit, change_draft
from .narrations import record_narrations
from .opening import (
    LONGEST_NAME,
    free_name,
    open_edition,
    open_further_edition,
    rename_edition,
    starting_content,
)
from .own_decks import ask_own_deck, deck_bytes, drop_own_deck, note_download
from .releases import (
    ReleaseDetails,
    ask_release,
    decide_release,
    publish_due_releases,
    restore_draft,
    return_to_revision,
    stop_edition,
    withdraw_release,
)
from .updates import (
    choose,
    follow_small,
    keep_own,
    receive_updates,
    reopen_update,
    take_update,
)
from .upload_reader import read_uploads
from .uploads import (
    compare_with,
    delete_old_uploads,
    drop_upload,
    no_file,
    receive_upload,
    take_upload,
    tell_page,
)

__all__ = [
    "LONGEST_NAME",
    "ReleaseDetails",
    "apply_edit",
    "ask_own_deck",
    "ask_release",
    "change_draft",
    "choose",
    "compare_with",
    "decide_release",
    "deck_bytes",
    "delete_old_uploads",
    "drop_own_deck",
    "drop_upload",
    "follow_small",
    "free_name",
    "keep_own",
    "no_file",
    "note_download",
    "open_edition",
    "open_further_edition",
    "patch_decks",
    "publish_due_releases",
    "read_uploads",
    "receive_updates",
    "receive_upload",
    "record_narrations",
    "rename_edition",
    "reopen_update",
    "restore_draft",
    "return_to_revision",
    "starting_content",
    "stop_edition",
    "take_update",
    "take_upload",
    "tell_page",
    "withdraw_release",
]
