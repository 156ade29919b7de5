"""Whatever a merge tells of has a sentence in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from terakoya.courseware.merge import Notice, NoticeKind
from terakoya.courseware.merge.tree.parts import PartKind

from ..selectors.names import notice_sentence


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_notice_sentence_is_there_in_both_languages(kind: NoticeKind) -> None:
    notice = Notice(kind=kind, part=PartKind.SLIDE, part_id="opening")
    sentences = []
    for language in ("ja", "en"):
        with override(language):
            sentences.append(notice_sentence(notice, "はじめに"))
    assert all(sentences) and sentences[0] != sentences[1]
