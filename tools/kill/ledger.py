"""What a learner's browser has sent, and what the portal has called saved."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from terakoya.portal.common import clock

from ..bench.browser import Browser, WrongAnswer

PATIENCE: Final = 180.0
PAUSE: Final = 0.05


@dataclass
class Ledger:
    """The account of one learner; nothing is taken out again."""

    enrolment: str
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    # Events of posts that got no answer at first, and when that was known.
    unanswered: dict[str, str] = field(default_factory=dict)
    survey: dict[str, str] = field(default_factory=dict)
    is_survey_saved: bool = False
    answers: dict[str, list[str]] = field(default_factory=dict)
    is_handed_in: bool = False
    is_finished: bool = False
    failures: int = 0  # requests that got no answer at first

    def as_json(self) -> dict[str, Any]:
        """For the comparison."""
        return dict(vars(self))


class StubbornBrowser(Browser):
    """A browser that sends again until it is answered, as the portal's scripts do."""

    def __init__(self, base_url: str, ledger: Ledger, pause: float = 0.0) -> None:
        super().__init__(base_url)
        self._pause = pause  # seconds before each request
        self.ledger = ledger
        self.last_failure = ""

    async def _send(self, method: str, address: str, **more: Any) -> httpx.Response:
        await asyncio.sleep(self._pause)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return await super()._send(method, address, **more)
            except httpx.TransportError:
                self.ledger.failures += 1
                self.last_failure = clock.now().isoformat()
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(PAUSE)

    async def post_json(self, address: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post a batch and keep the account of its events."""
        events = {event["uuid"]: event for event in body["events"]}
        self.ledger.sent |= events
        before = self.ledger.failures
        answer = await super().post_json(address, body)
        if self.ledger.failures > before:
            self.ledger.unanswered |= dict.fromkeys(events, self.last_failure)
        self.ledger.saved += answer["saved"]
        return answer

    async def post_script_form(self, address: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Save answers of the test and keep the account of them."""
        answer = await super().post_script_form(address, fields)
        self.ledger.answers |= {name.removeprefix("q-"): value for name, value in fields.items()}
        return answer

    async def post_survey(self, address: str, fields: Mapping[str, str]) -> None:
        """Send the survey once; 「回答済み」 after a lost answer means that it was saved."""
        self.ledger.survey = dict(fields)
        before = self.ledger.failures
        try:
            await self.post_form(address, fields)
        except WrongAnswer:
            if self.ledger.failures == before:
                raise
            page = await self._send("GET", "/my/")
            if "回答済み" not in page.text:
                raise
        self.ledger.is_survey_saved = True
