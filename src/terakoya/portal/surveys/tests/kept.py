"""The standard setting that all tests of a module begin with: made once, anew for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from terakoya.portal.surveys.services.keys import key_folder
from tests.made_once import made_once_by

from .conftest import Setting, build_setting

kept_setting = made_once_by(build_setting)


@pytest.fixture
def setting(kept_setting: Setting, db: None) -> Iterator[Setting]:
    """The same setting with rows of their own, and the key of its wave in its place."""
    key = key_folder().path / f"{kept_setting.wave.uuid}.key"
    content = key.read_bytes()
    yield deepcopy(kept_setting)
    key.write_bytes(content)  # a file is not rolled back
