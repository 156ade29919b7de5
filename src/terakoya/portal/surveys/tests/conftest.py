"""An organisation with departments, an assignment and an open wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import BallotKey, Wave
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services import open_wave, prepare_wave
from terakoya.portal.surveys.services.counting import decrypted, encrypted_groups
from terakoya.portal.surveys.services.keys import key_folder
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)


@dataclass
class Setting:
    """What the tests of this app play with."""

    owner: Member
    members: list[Member]
    assignment: Assignment
    wave: Wave


def build_setting(first: int = 7, second: int = 6, others: int = 0) -> Setting:
    """Two departments of the given sizes, people of none, and an open before-wave."""
    revision = publish_flagship()
    organisation = make_organisation()
    owner = make_owner(organisation)
    shop = make_department(organisation, "店舗")
    desk = make_department(organisation, "お客様相談室")
    members = [make_member(organisation, f"店舗{n}", department=shop) for n in range(first)]
    members += [make_member(organisation, f"相談{n}", department=desk) for n in range(second)]
    members += [make_member(organisation, f"部署なし{n}") for n in range(others)]
    assignment = give_course(owner, revision.course)
    wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
    prepare_wave(wave)
    return Setting(owner, members, assignment, wave)


def scale_items(wave: Wave) -> list[str]:
    """The items of a wave that are answered on the scale."""
    return [i.id for i in survey_of(wave.revision_id, "ja").items if i.kind == "scale"]


def comment_item(wave: Wave) -> str:
    """The item of a wave that is answered in words."""
    return next(i.id for i in survey_of(wave.revision_id, "ja").items if i.kind == "comment")


def first_option(wave: Wave) -> str:
    """The first option of a wave's scale."""
    return survey_of(wave.revision_id, "ja").scale[0].id


def answers_for(wave: Wave, **extra: str) -> dict[str, str]:
    """The first option of every item on the scale."""
    return {item: first_option(wave) for item in scale_items(wave)} | extra


def counted(wave: Wave) -> dict[str, tuple[int, dict[str, dict[str, int]]]]:
    """What whoever has the key can read: ballots and counters above 0, by the cell's name."""
    key = BallotKey.objects.get(wave=wave)
    groups = encrypted_groups(wave, key)
    counts = decrypted(groups, key, key_folder().read(wave.uuid))
    names = {cell.department_id: cell.name for cell in wave.cells.all()}
    return {
        names[department]: (groups[department].ballots, _above_zero(counters))
        for department, counters in counts.items()
    }


def _above_zero(counters: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    chosen = {
        item: {option: n for option, n in options.items() if n}
        for item, options in counters.items()
    }
    return {item: options for item, options in chosen.items() if options}


@pytest.fixture
def setting(db: None) -> Setting:
    """The standard setting."""
    return build_setting()
