"""Counters that can be added to without being read: Paillier's cryptosystem. Pure.

In the form of Damgård, Jurik and Nielsen; formulas, reasons and small numbers are in
docs/algorithms/ballots.md. Nothing here knows of surveys, files or tables of a database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import gmpy2
from gmpy2 import mpz

MODULUS_BITS: Final = 3072
COUNTER_BITS: Final = 20
LARGEST: Final = 2**COUNTER_BITS - 1  # what a counter can hold
MOST_BALLOTS: Final = 1_000_000  # of a cell; smaller ones are added to it at closing
_TESTS: Final = 40  # rounds of Miller and Rabin: a wrong prime once in 4^40
_TEETH, _BLOCKS = 8, 4  # of the comb: 0.8 MB a key, 2.3 ms an encryption
_MANY: Final = 100  # ciphertexts; fewer are decrypted within a second
_TABLES: Final = 8  # keys whose combs a process keeps


@dataclass(frozen=True)
class PublicKey:
    """Encrypts and adds. `base` is (-x²)^n modulo n², for an x that nobody keeps."""

    n: int
    base: int

    @cached_property
    def square(self) -> mpz:
        """n², the modulus of ciphertexts."""
        return mpz(self.n) ** 2

    @property
    def counters(self) -> int:
        """How many counters one ciphertext holds."""
        return (self.n.bit_length() - 1) // COUNTER_BITS

    @property
    def ciphertext_bytes(self) -> int:
        """The length of one ciphertext as bytes."""
        return (self.n.bit_length() * 2 + 7) // 8

    def encrypt(self, plain: int) -> int:
        """Encrypt a number below n; the same number gives another ciphertext every time."""
        exponent = secrets.randbits((self.n.bit_length() + 1) // 2)
        blind = _comb_of(self).power(exponent)
        return int((1 + mpz(self.n) * plain) * blind % self.square)

    def add(self, left: int, right: int) -> int:
        """A ciphertext of the sum of two plain numbers."""
        return int(mpz(left) * right % self.square)


@dataclass(frozen=True)
class PrivateKey:
    """The primes of n; whoever has them reads every counter."""

    p: int = field(repr=False)
    q: int = field(repr=False)

    @property
    def n(self) -> int:
        """The modulus of plain numbers."""
        return self.p * self.q

    def public(self) -> PublicKey:
        """A public half; every call draws another base, and all of them fit this key."""
        n = mpz(self.n)
        x = mpz(secrets.randbelow(self.n - 1) + 1)
        return PublicKey(self.n, int(gmpy2.powmod(-x * x % n, n, n * n)))

    def decrypt(self, cipher: int) -> int:
        """The plain number of a ciphertext."""
        p, q = mpz(self.p), mpz(self.q)
        at_p, at_q = _residue(cipher, p, q), _residue(cipher, q, p)
        return int(at_p + p * ((at_q - at_p) * gmpy2.invert(p, q) % q))

    def decrypt_all(self, ciphers: Sequence[int]) -> list[int]:
        """The plain numbers of ciphertexts in their order; of many, on all cores at once."""
        if len(ciphers) < _MANY:
            return [self.decrypt(one) for one in ciphers]
        with ThreadPoolExecutor(os.cpu_count(), initializer=_let_others_run) as pool:
            return list(pool.map(self.decrypt, ciphers))


def _let_others_run() -> None:
    """Reckon without the interpreter's lock; the setting is the thread's own."""
    gmpy2.get_context().allow_release_gil = True


def make_key(bits: int = MODULUS_BITS) -> PrivateKey:
    """Draw a key of `bits` bits; takes about a second at full size."""
    while True:
        p, q = _prime(bits // 2), _prime(bits // 2)
        # Both are 3 modulo 4, so 2 divides both p - 1 and q - 1; nothing more may.
        if p != q and gmpy2.gcd(p - 1, q - 1) == 2:
            return PrivateKey(int(p), int(q))


def _prime(bits: int) -> mpz:
    """A random prime that is 3 modulo 4; its two highest bits are set, so that n has all bits."""
    while True:
        candidate = mpz(secrets.randbits(bits) | 3 << (bits - 2) | 3)
        if gmpy2.is_prime(candidate, _TESTS):
            return candidate


def _residue(cipher: int, p: mpz, q: mpz) -> mpz:
    """The plain number modulo p."""
    power = gmpy2.powmod(cipher, p - 1, p * p)
    # (1 + n)^(p-1) is 1 + n(p-1) = 1 - n modulo p², and n is p·q.
    return (power - 1) // p * gmpy2.invert(-q, p) % p


class _Comb:
    """Powers of one base by Lim and Lee's comb: a table once, then few multiplications.

    The exponent is cut into `_TEETH` rows of equal length, the rows into `_BLOCKS` blocks. The
    table of block b holds, for every set of rows, the product of their bases raised to the
    block's place; a column of bits then costs one multiplication.
    """

    def __init__(self, base: int, modulus: mpz, bits: int) -> None:
        self._modulus = modulus
        self._columns = -(-bits // (_TEETH * _BLOCKS))  # of a block
        self._row = self._columns * _BLOCKS
        self._tables = list(self._build(mpz(base)))

    def _build(self, base: mpz) -> Iterator[list[mpz]]:
        teeth = [base]
        for _ in range(_TEETH - 1):
            teeth.append(gmpy2.powmod(teeth[-1], mpz(1) << self._row, self._modulus))
        for _ in range(_BLOCKS):
            table = [mpz(1)]
            for tooth in teeth:
                table += [entry * tooth % self._modulus for entry in table]
            yield table
            teeth = [gmpy2.powmod(t, mpz(1) << self._columns, self._modulus) for t in teeth]

    def power(self, exponent: int) -> mpz:
        """The base to a power."""
        bits = f"{exponent:0{self._row * _TEETH}b}"  # the highest bit, of the last row, first
        rows = [bits[start : start + self._row] for start in range(0, len(bits), self._row)]
        columns = [int("".join(column), 2) for column in zip(*rows, strict=True)]
        result = mpz(1)
        for place in range(self._columns):
            result = result * result % self._modulus
            for block, table in enumerate(reversed(self._tables)):
                result = result * table[columns[block * self._columns + place]] % self._modulus
        return result


@lru_cache(maxsize=_TABLES)
def _comb_of(key: PublicKey) -> _Comb:
    return _Comb(key.base, key.square, (key.n.bit_length() + 1) // 2)


# -- counters -----------------------------------------------------------------------------------


def pack(key: PublicKey, counters: Sequence[int]) -> list[int]:
    """Counters as plain numbers, as many to each as it holds; the first stands lowest."""
    if any(not 0 <= counter <= LARGEST for counter in counters):
        raise OverflowError(f"a counter holds 0 to {LARGEST}")
    groups = [counters[at : at + key.counters] for at in range(0, len(counters), key.counters)]
    return [sum(n << COUNTER_BITS * place for place, n in enumerate(group)) for group in groups]


def unpack(key: PublicKey, plain: Sequence[int], length: int) -> list[int]:
    """The first `length` counters of plain numbers."""
    found = [
        number >> COUNTER_BITS * place & LARGEST
        for number in plain
        for place in range(key.counters)
    ]
    return found[:length]


def encrypt_ballot(key: PublicKey, chosen: Collection[int], length: int) -> list[int]:
    """One ballot: the counters at the places `chosen` are 1, the others 0."""
    counters = [int(place in chosen) for place in range(length)]
    return [key.encrypt(plain) for plain in pack(key, counters)]


def no_ballots(key: PublicKey, length: int) -> list[int]:
    """Counters that nothing was added to: 1 is a ciphertext of 0."""
    return [1] * -(-length // key.counters)


def add_all(key: PublicKey, left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The counters of two groups together, encrypted."""
    return [key.add(one, other) for one, other in zip(left, right, strict=True)]


def to_bytes(key: PublicKey, ciphertexts: Sequence[int]) -> bytes:
    """Ciphertexts one after the other, each in full length."""
    return b"".join(cipher.to_bytes(key.ciphertext_bytes, "big") for cipher in ciphertexts)


def from_bytes(key: PublicKey, stored: bytes) -> list[int]:
    """What `to_bytes` wrote."""
    size = key.ciphertext_bytes
    return [int.from_bytes(stored[at : at + size], "big") for at in range(0, len(stored), size)]
