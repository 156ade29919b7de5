"""The attack in four acts: an open wave, faults, the closed wave, and other worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .arena import Arena
from .ballots import WEAK_MARKS, Ballot, Score, full_ballots, needles, other_ballots, score
from .byte_search import found_in, found_in_files
from .key_material import long_values, private_keys
from .states import State, read_alone, read_row_of_states, read_rows
from .structure import World
from .target import Target

STAGES = (1, 2, 5)
ORDER = (0, 7, 1, 8, 2)
"""Which of the 13 members answer: in turn one of each department."""


@dataclass
class Findings:
    """What was read of a target."""

    scores: dict[tuple[str, int], Score] = field(default_factory=dict)
    """By way and number of ballots."""
    pieces: dict[str, list[bytes]] = field(default_factory=dict)
    """File → the pieces of ballots that it holds in the end."""


def attack_open_wave(arena: Arena) -> tuple[World, dict[str, Findings]]:
    """Cast five ballots in both portals and try every way after each stage.

    Returns what shows of the portal, and what was read of it and of the weak one.
    """
    voters = [arena.portal.members[place] for place in ORDER]
    ballots = full_ballots(arena.portal.questions, voters)
    weak_ballots = full_ballots(arena.weak_target.questions, voters, WEAK_MARKS)
    sides = {"portal": (arena.target, ballots), "weak": (arena.weak_target, weak_ballots)}
    read = {name: Findings() for name in sides}
    arena.weak_target.states = [arena.weak_target.attacker.state()]

    def look_at_both(number: int) -> None:
        arena.weak.cast(weak_ballots[number - 1])
        arena.weak_target.states.append(arena.weak_target.attacker.state())
        if arena.recovery:
            arena.recovery.note()
        if number in STAGES:
            for name, (target, cast) in sides.items():
                _look(target, cast[:number], read[name])

    world = _play_world(arena, ballots, look_at_both)
    if arena.recovery:
        for name, states in arena.recovery.states(*read).items():
            _look_back(states, *sides[name], read[name])
    read["portal"].pieces = found_in_files(_all_files(arena), needles(ballots))
    files = arena.weak_target.attacker.files()
    read["weak"].pieces = found_in_files(files, needles(weak_ballots, WEAK_MARKS))
    return world, read


def break_ballots(arena: Arena, statements: int) -> dict[str, list[bytes]]:
    """Let a ballot break off before each of its statements; files with pieces of it."""
    portal = arena.portal
    (ballot,) = full_ballots(portal.questions, portal.members[3:4])
    answers = ballot.answers(portal.questions)
    for at in range(1, statements + 1):
        done = portal.order("fault", member=ballot.member, answers=answers, at=at)
        assert done["status"] == 500, done
        (portal.folder / "tmp" / f"page-{at}").write_text(done["page"], "utf-8")
    return found_in_files(_all_files(arena), needles([ballot]))


@dataclass
class Remains:
    """What is left of a wave that was open and is closed."""

    secrets: dict[str, dict[str, list[bytes]]]
    """open, closed → file → the spellings of private keys that it holds; of ballots too in the
    open wave, when a backup lies among the files."""
    ciphertexts: dict[str, list[bytes]]
    """File → the ciphertexts and sealed comments that it still holds when the wave is closed."""
    modes: dict[str, str]
    """Of the key folder and the files in it, while the wave was open."""
    keys: list[str]
    """The files in the key folder when the wave is closed."""
    ballots: int
    """How many long values the rows of the open wave held."""
    closed_ballots: int
    """… and those of the closed one."""


def close(arena: Arena) -> Remains:
    """Let everybody else answer too, close the wave, and look for what should be gone."""
    portal, attacker = arena.portal, arena.target.attacker
    rest = [member for place, member in enumerate(portal.members) if place not in ORDER]
    ballots = full_ballots(portal.questions, rest)
    for ballot in ballots:
        portal.cast(ballot)
    portal.order("backup", folder=str(portal.folder / "backups"))
    before, secrets = attacker.state(), private_keys(portal.keys)
    found = {"open": found_in_files(_all_files(arena), secrets | needles(ballots))}
    modes = {path.name: f"{path.stat().st_mode & 0o777:o}" for path in _keys(arena)}
    assert portal.order("close")["status"] == 302
    after = attacker.state()
    found["closed"] = found_in_files(_all_files(arena), secrets)
    values = {value: [value] for value in long_values(before) - long_values(after)}
    hits = {name: found_in(data, values) for name, data in attacker.stored().items()}
    return Remains(
        secrets=found,
        ciphertexts={name: hit for name, hit in hits.items() if hit},
        modes=modes,
        keys=[path.name for path in _keys(arena)],
        ballots=len(values),
        closed_ballots=len(long_values(after)),
    )


def _all_files(arena: Arena) -> list[Path]:
    return [*arena.portal.files(), *arena.target.attacker.files()]


def _keys(arena: Arena) -> list[Path]:
    folder = arena.portal.keys
    return [folder, *sorted(folder.iterdir())] if folder.exists() else []


def play_again(arena: Arena, *, otherwise: bool) -> World:
    """Go back to the opening and let the same people answer, the same or otherwise."""
    arena.portal.restore()
    return _play_world(arena, _ballots(arena, otherwise=otherwise), lambda _number: None)


def _ballots(arena: Arena, *, otherwise: bool = False) -> list[Ballot]:
    voters = [arena.portal.members[place] for place in ORDER]
    return (other_ballots if otherwise else full_ballots)(arena.portal.questions, voters)


def _play_world(arena: Arena, ballots: list[Ballot], after: Callable[[int], None]) -> World:
    target, world = arena.target, World()
    target.states = [target.attacker.state()]
    for number, ballot in enumerate(ballots, 1):
        done = arena.portal.cast(ballot)
        target.states.append(target.attacker.state())
        world.sizes.append(target.attacker.sizes())
        world.statements.append(done["statements"])
        world.opened.append(done["opened"])
        world.pages.append(done["size"])
        after(number)
    world.opening, *world.states = target.states
    return world


def _look(target: Target, cast: list[Ballot], findings: Findings) -> None:
    questions, number = target.questions, len(cast)
    alone = target.states[-1]
    ways = {
        "rows": [*read_alone(alone, questions), *read_rows(alone, questions)],
        "two states": read_row_of_states(target.states, questions),
        **target.attacker.read_files(questions),
    }
    for way, readings in ways.items():
        findings.scores[way, number] = score(readings, cast)


def _look_back(
    states: list[State], target: Target, ballots: list[Ballot], findings: Findings
) -> None:
    for number in STAGES:
        readings = read_row_of_states(states[: number + 1], target.questions)
        findings.scores["old copy and log", number] = score(readings, ballots[:number])
