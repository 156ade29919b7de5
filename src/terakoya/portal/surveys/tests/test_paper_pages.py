"""The pages of a wave on paper, and what its result says of it."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.sessions import BACKEND
from terakoya.portal.surveys.choices import Medium, WaveKind
from terakoya.portal.surveys.models import PublishedTable, Wave
from terakoya.portal.surveys.result_document import rules_of
from terakoya.portal.surveys.selectors_results import course_results
from terakoya.portal.surveys.services import check_sheets, close_wave, count_sheets, sealed
from terakoya.portal.surveys.services.opening import open_wave
from tests.factories import make_organisation, make_owner

from .conftest import Setting, build_setting
from .paper import answers_in_words, build_paper_setting, sheet

# Pages, which both databases fill alike.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARK = "紙（回収した人は回答を見られます）"


@pytest.fixture
def paper() -> Setting:
    return build_paper_setting()


def signed_in(setting: Setting) -> Client:
    client = Client()
    client.force_login(setting.owner.person, backend=BACKEND)
    return client


def page_of(wave: Wave) -> str:
    return reverse("surveys:wave-paper", args=[wave.uuid])


def rows_of(wave: Wave, option: int = 0) -> list[tuple[str, dict[str, str]]]:
    answers = answers_in_words(wave, option)
    return [("店舗", answers)] * 12 + [("お客様相談室", answers)] * 9


def test_officer_checks_files_and_counts_them(paper: Setting) -> None:
    wave, client = paper.wave, signed_in(paper)
    file = sheet(wave, rows_of(wave))
    upload = SimpleUploadedFile(file.name, file.content)
    checked = client.post(page_of(wave), {"step": "check", "files": [upload]})
    body = checked.content.decode()
    assert (checked.status_code, "21名分の回答を読みました。" in body) == (200, True)
    found = re.search(r'name="counted" value="([^"]+)"', body)
    assert found is not None and not PublishedTable.objects.exists()
    counted = client.post(page_of(wave), {"step": "count", "counted": found[1]}, follow=True)
    assert counted.redirect_chain[-1][0] == reverse("surveys:wave-result", args=[wave.uuid])
    assert MARK in counted.content.decode()
    assert client.get(page_of(wave)).status_code == 302
    again = client.post(page_of(wave), {"step": "count", "counted": found[1]})
    assert (again.status_code, "すでに数えて終わりました" in again.content.decode()) == (409, True)


def test_button_turns_an_online_wave_to_paper_until_somebody_has_answered() -> None:
    setting = build_setting(others=4)
    address = reverse("surveys:wave-to-paper", args=[setting.wave.uuid])
    stranger = Setting(make_owner(make_organisation("他社")), [], setting.assignment, setting.wave)
    assert signed_in(stranger).post(address).status_code == 404
    turned = signed_in(setting).post(address)
    assert (turned.status_code, turned["Location"]) == (302, page_of(setting.wave))
    assert Wave.objects.get(pk=setting.wave.pk).medium == Medium.PAPER


def test_strangers_and_online_waves_have_no_such_page(paper: Setting) -> None:
    stranger = Setting(make_owner(make_organisation("他社")), [], paper.assignment, paper.wave)
    for name, more in (("wave-paper", []), ("paper-workbook", ["ja", 1])):
        address = reverse(f"surveys:{name}", args=[paper.wave.uuid, *more])
        assert signed_in(stranger).get(address).status_code == 404
        assert signed_in(paper).get(address).status_code == 200
    unknown = reverse("surveys:paper-workbook", args=[paper.wave.uuid, "ja", 2])
    assert signed_in(paper).get(unknown).status_code == 404


def test_files_that_must_not_touch_a_disk_stay_in_memory(
    paper: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_disk(*_args: object, **_more: object) -> None:
        raise AssertionError("an answer sheet would touch the disk")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", on_disk)
    large = SimpleUploadedFile("a.xlsx", b"x" * 4_000_000)
    page = signed_in(paper).post(page_of(paper.wave), {"step": "check", "files": large})
    assert "a.xlsx" in page.content.decode()
    large.seek(0)
    with pytest.raises(AssertionError):
        signed_in(paper).post(reverse("accounts:roster"), {"file": large})


def test_paper_is_not_compared_with_an_online_wave_and_says_so(paper: Setting) -> None:
    wave = paper.wave
    found = check_sheets(wave=wave, files=[sheet(wave, rows_of(wave))])
    count_sheets(by=paper.owner, wave=wave, field=sealed(wave, found.counted))
    later = open_wave(
        by=None, assignment=paper.assignment, revision=wave.revision, kind=WaveKind.AFTER
    )
    close_wave(wave=later)
    PublishedTable.objects.filter(wave=later).update(
        table=PublishedTable.objects.get(wave=wave).table
    )
    results = course_results(later)
    assert (results.earlier, results.is_other_way) == (None, True)
    assert rules_of(results)[0].startswith("紙の回とオンラインの回は")
    Wave.objects.filter(pk=later.pk).update(medium="paper", key_gone_at=None)
    alike = course_results(Wave.objects.get(pk=later.pk))
    assert alike.earlier is not None and alike.earlier.wave == wave
    assert (alike.is_other_way, rules_of(alike)[0][: len(MARK)]) == (False, MARK)
