"""An organisation with departments, an assignment and an open wave."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import open_wave
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


def build_setting(first: int = 7, second: int = 6) -> Setting:
    """Two departments of the given sizes, and an open before-wave."""
    revision = publish_flagship()
    organisation = make_organisation()
    owner = make_owner(organisation)
    shop = make_department(organisation, "店舗")
    desk = make_department(organisation, "お客様相談室")
    members = [make_member(organisation, f"店舗{n}", department=shop) for n in range(first)]
    members += [make_member(organisation, f"相談{n}", department=desk) for n in range(second)]
    assignment = give_course(owner, revision.course)
    wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
    return Setting(owner, members, assignment, wave)


@pytest.fixture
def setting(db: None) -> Setting:
    """The standard setting."""
    return build_setting()
