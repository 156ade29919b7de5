"""What 自分の情報 shows of the awareness survey: that somebody took part, never what they said."""

from __future__ import annotations

from terakoya.portal.surveys.models import Participation
from terakoya.portal.surveys.personal_data import survey_sections

from .conftest import Setting


def test_my_data_says_who_took_part_and_where_they_count(setting: Setting) -> None:
    answered, silent = setting.members[0], setting.members[-1]
    Participation.objects.create(
        organisation=setting.owner.organisation, wave=setting.wave, member=answered
    )
    shown = [survey_sections(member.person)[0] for member in (answered, silent)]
    assert [
        (one["wave"], one["unit"], one["took_part"]) for section in shown for one in section.rows
    ] == [("事前", "店舗", True), ("事前", "会社・団体の全体", False)]
    assert "あなたの答えは、だれのものとしても保存していません。" in shown[0].note
