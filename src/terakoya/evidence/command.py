"""`terakoya verify`: an evidence pack on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from terakoya.courseware.errors import CoursewareError

from .pack import NoPack
from .signatures import shown_fingerprint
from .verification import Verdict, verify_pack

HOLDS, FAULTY = 0, 1
_WORDS = {
    "en": {
        "holds": "The pack holds: {rows} people, {entries} entries of the log, made {made_at}.",
        "faulty": "The pack does NOT hold.",
        "unknown": "No fault was found, but nothing is proved: the key was not compared. "
        "Give --key with the fingerprint that the portal publishes at /verify/ and that stands on "
        "its certificates.",
        "key": "Signed with the key {fingerprint}",
    },
    "ja": {
        "holds": "変えられていません。{rows}名、監査ログ{entries}件、作成 {made_at}。",
        "faulty": "変えられています。",
        "unknown": "おかしいところは見つかりませんが、まだ確かめられていません。"
        "鍵を比べていないためです。"
        "確認ページ（/verify/）か修了証にある指紋を、--key のあとに書いてください。",
        "key": "署名した鍵の指紋 {fingerprint}",
    },
}


class NotAPack(CoursewareError):
    """A file that is no evidence pack."""

    code = "no-evidence-pack"

    def __init__(self, english: str, japanese: str) -> None:
        super().__init__(english)
        self.japanese = japanese

    def sentence(self, language: str) -> str:
        """What it says in one language."""
        return self.japanese if language == "ja" else str(self)


def add_verify(commands: Any, command: Any, add_language: Any) -> None:
    """Add the command to those of `terakoya`."""
    verify: argparse.ArgumentParser = command(
        commands, "verify", run_verify, "verify an evidence pack, without a network"
    )
    verify.add_argument("pack", type=Path, metavar="PACK", help="the evidence pack, a ZIP file")
    verify.add_argument(
        "--key",
        "--fingerprint",
        dest="fingerprint",
        default="",
        metavar="FINGERPRINT",
        help="what proves that the portal signed the pack: the fingerprint of its key, which it "
        "publishes at /verify/ and prints on certificates; with or without spaces. Without it "
        "faults are found, but nothing is proved. Both names are the same option.",
    )
    add_language(verify)


def run_verify(arguments: argparse.Namespace) -> tuple[int, dict[str, Any], str]:
    """Exit status 0: the pack holds; 1: it does not, or its key was not compared."""
    try:
        verdict = verify_pack(arguments.pack, arguments.fingerprint)
    except NoPack as error:
        raise NotAPack(str(error), error.japanese) from error
    return HOLDS if verdict.holds else FAULTY, _answer(verdict), _text(verdict, arguments.lang)


def _answer(verdict: Verdict) -> dict[str, Any]:
    return {
        "holds": verdict.holds,
        "fingerprint": verdict.fingerprint,
        "compared": verdict.is_compared,
        "organisation": verdict.organisation,
        "made_at": verdict.made_at,
        "people": verdict.rows,
        "entries": verdict.entries,
        "faults": [vars(fault) for fault in verdict.faults],
    }


def _text(verdict: Verdict, language: str) -> str:
    words = _WORDS[language]
    values = {"rows": verdict.rows, "entries": verdict.entries, "made_at": verdict.made_at}
    lines = [verdict.organisation] if verdict.organisation else []
    for fault in verdict.faults:
        sentence = fault.japanese if language == "ja" else fault.english
        lines.append(f"{fault.file}: {sentence}")
    result = "faulty" if verdict.faults else "holds" if verdict.is_compared else "unknown"
    lines.append(words[result].format(**values))
    lines.append(words["key"].format(fingerprint=shown_fingerprint(verdict.fingerprint)))
    # A changed pack may hold half characters, which no terminal can show.
    return "\n".join(lines).encode(errors="replace").decode()
