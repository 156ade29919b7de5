"""The company's row, for everybody who was asked: whoever answered, and whoever did not."""

from __future__ import annotations

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.surveys.models import Wave
from tests.factories import make_member

from .conftest import Setting, answers_for, comment_item
from .kept import kept_setting, setting
from .test_wave import signed_in
from .test_wave_result import TOPICS, publish, row, unit_of

__all__ = ["kept_setting", "setting"]


def address(wave: Wave) -> str:
    return f"/survey/{wave.uuid}/result/"


def publish_shared(setting: Setting) -> None:
    comment = comment_item(setting.wave)
    units = {unit_of(setting.wave, "店舗"): row("30", 58)}
    publish(setting.wave, 61, units, comments={comment: ["秘密の記述"]})


def test_company_result_shows_the_company_and_nothing_else(setting: Setting) -> None:
    publish_shared(setting)
    page = signed_in(setting.members[0]).get(address(setting.wave)).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("61 ± 4") == len(TOPICS)
    assert "回答者は60名です。" in main
    assert ("58" in main, "店舗" in main, "秘密の記述" in main) == (False, False, False)


def test_company_result_is_for_everybody_who_was_asked(setting: Setting) -> None:
    setting.wave.refresh_from_db()
    client = signed_in(setting.members[0])
    client.post(f"/survey/{setting.wave.uuid}/", _sent(setting))
    publish_shared(setting)
    pages = [
        signed_in(member).get(address(setting.wave)).content.decode().partition("<main")[2]
        for member in setting.members[:2]
    ]
    notes = [signed_in(m).get("/my/").content.decode() for m in setting.members[:2]]
    assert pages[0].partition("</main>")[0] == pages[1].partition("</main>")[0]
    assert [address(setting.wave) in page for page in notes] == [True, True]
    assert ["回答済み" in page for page in notes] == [False, False]


def _sent(setting: Setting) -> dict[str, str]:
    return {f"item-{item}": value for item, value in answers_for(setting.wave).items()}


def test_company_result_is_404_while_open_or_not_shared(setting: Setting) -> None:
    client = signed_in(setting.members[0])
    assert client.get(address(setting.wave)).status_code == 404
    publish_shared(setting)
    assert client.get(address(setting.wave)).status_code == 200
    Wave.objects.filter(pk=setting.wave.pk).update(shares_company=False)
    assert client.get(address(setting.wave)).status_code == 404
    assert address(setting.wave) not in client.get("/my/").content.decode()


def test_company_result_is_404_for_strangers(setting: Setting, stranger: Member) -> None:
    publish_shared(setting)
    assert signed_in(stranger).get(address(setting.wave)).status_code == 404
    newcomer = make_member(setting.owner.organisation, "新人")
    assert signed_in(newcomer).get(address(setting.wave)).status_code == 200


def test_company_result_says_why_there_is_nothing(setting: Setting) -> None:
    publish(setting.wave, 60, {}, company=None, answered=None)
    page = signed_in(setting.members[0]).get(address(setting.wave)).content.decode()
    assert "まだ結果を表示できません。" in page


@pytest.mark.parametrize("shared", [True, False])
def test_wave_answer_promises_what_will_be_shared(setting: Setting, shared: bool) -> None:
    Wave.objects.filter(pk=setting.wave.pk).update(shares_company=shared)
    page = signed_in(setting.members[0]).get(f"/survey/{setting.wave.uuid}/").content.decode()
    assert ("締め切り後に、会社全体の結果だけ" in page) == shared
