"""A browser in which somebody has signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.sessions import BACKEND


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    """Sign a member in; the only membership of its person is the one it acts as."""

    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member.person, backend=BACKEND)
        return client

    return sign_in
