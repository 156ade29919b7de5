"""Counters that are added to without being read (docs/algorithms/ballots.md §1–3)."""

from __future__ import annotations

import secrets
from functools import cache, reduce

import gmpy2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phe import EncryptedNumber, PaillierPrivateKey, PaillierPublicKey

from terakoya.portal.surveys import paillier
from terakoya.portal.surveys.paillier import (
    COUNTER_BITS,
    LARGEST,
    MODULUS_BITS,
    PrivateKey,
    PublicKey,
    add_all,
    encrypt_ballot,
    from_bytes,
    make_key,
    no_ballots,
    pack,
    to_bytes,
    unpack,
)

BITS = 512  # 25 counters a ciphertext: quick, and laws need several ciphertexts


@cache
def key_pair(bits: int = BITS) -> tuple[PrivateKey, PublicKey]:
    private = make_key(bits)
    return private, private.public()


def read(ciphertexts: list[int], length: int) -> list[int]:
    private, public = key_pair()
    return unpack(public, [private.decrypt(one) for one in ciphertexts], length)


ballots = st.integers(1, 60).flatmap(
    lambda length: st.tuples(
        st.just(length), st.lists(st.sets(st.integers(0, length - 1)), max_size=8)
    )
)


@given(ballots)
def test_sum_of_ballots_is_what_is_decrypted(case: tuple[int, list[set[int]]]) -> None:
    length, chosen = case
    _private, public = key_pair()
    encrypted = [encrypt_ballot(public, one, length) for one in chosen]
    total = reduce(lambda a, b: add_all(public, a, b), encrypted, no_ballots(public, length))
    assert read(total, length) == [sum(place in one for one in chosen) for place in range(length)]


@given(st.sets(st.integers(0, 30)))
def test_same_ballot_is_another_ciphertext_every_time(chosen: set[int]) -> None:
    _private, public = key_pair()
    first, again = (encrypt_ballot(public, chosen, 31) for _ in range(2))
    assert all(one != other for one, other in zip(first, again, strict=True))
    assert read(first, 31) == read(again, 31)


@given(st.lists(st.sampled_from([0, 1, LARGEST]) | st.integers(0, LARGEST), max_size=60))
def test_counters_full_to_the_brim_do_not_run_over(counters: list[int]) -> None:
    _private, public = key_pair()
    assert unpack(public, pack(public, counters), len(counters)) == counters
    assert all(number < public.n for number in pack(public, counters))


@pytest.mark.parametrize("counter", [-1, LARGEST + 1])
def test_pack_refuses_what_a_counter_cannot_hold(counter: int) -> None:
    with pytest.raises(OverflowError):
        pack(key_pair()[1], [0, counter])


@given(st.integers(0, 2 ** (BITS // 2) - 1))
def test_comb_gives_the_powers_of_its_base(exponent: int) -> None:
    _private, public = key_pair()
    power = paillier._comb_of(public).power(exponent)
    assert power == gmpy2.powmod(public.base, exponent, public.square)


@given(st.integers(0, 2**300), st.integers(0, 2**300))
def test_another_hand_reads_what_we_encrypt_and_the_other_way_round(left: int, right: int) -> None:
    private, public = key_pair()
    theirs = PaillierPublicKey(public.n)
    reader = PaillierPrivateKey(theirs, private.p, private.q)
    assert reader.raw_decrypt(public.encrypt(left)) == left
    assert private.decrypt(theirs.raw_encrypt(right)) == right
    both = public.add(public.encrypt(left), theirs.raw_encrypt(right))
    assert reader.decrypt(EncryptedNumber(theirs, both)) == private.decrypt(both) == left + right


@given(st.lists(st.integers(0, LARGEST), min_size=1, max_size=60))
def test_bytes_give_the_ciphertexts_back_in_a_length_that_tells_nothing(
    counters: list[int],
) -> None:
    _private, public = key_pair()
    ciphertexts = [public.encrypt(plain) for plain in pack(public, counters)]
    stored = to_bytes(public, ciphertexts)
    assert from_bytes(public, stored) == ciphertexts
    assert len(stored) == len(to_bytes(public, no_ballots(public, len(counters))))


def test_worked_example_of_the_page() -> None:
    private, public = PrivateKey(7, 11), PublicKey(77, pow(-4 % 77, 77, 77**2))
    first, second = ((1 + 77 * m) * pow(215, r, 5929) % 5929 for m, r in ((5, 3), (17, 6)))
    assert (public.base, first, second) == (215, 1525, 4152)
    assert public.add(first, second) == 5557
    assert [private.decrypt(one) for one in (first, second, 5557)] == [5, 17, 22]
    assert private.decrypt(public.encrypt(22)) == 22


def test_many_ciphertexts_are_decrypted_in_their_order() -> None:
    private, public = key_pair()
    numbers = list(range(paillier._MANY + 20))
    assert private.decrypt_all([public.encrypt(one) for one in numbers]) == numbers
    assert private.decrypt_all([public.encrypt(7)]) == [7]


@pytest.mark.parametrize("_try", range(5))
def test_key_has_the_form_that_the_proof_asks_for(_try: int) -> None:
    private = make_key(BITS)
    assert private.n.bit_length() == BITS
    assert (private.p % 4, private.q % 4) == (3, 3)
    assert gmpy2.gcd(private.p - 1, private.q - 1) == 2
    assert gmpy2.is_prime(private.p)
    assert gmpy2.is_prime(private.q)


def test_public_base_is_an_nth_power_of_a_negated_square() -> None:
    private, public = key_pair()
    half = (private.p - 1) * (private.q - 1) // 2
    assert pow(public.base, half, public.n**2) == 1
    # h = -x²: no square modulo p nor modulo q, so its symbol of Jacobi is 1.
    assert gmpy2.legendre(public.base, private.p) == gmpy2.legendre(public.base, private.q) == -1
    assert private.public().base != public.base


def test_exponent_is_drawn_from_half_of_the_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    _private, public = key_pair()
    asked: list[int] = []

    def draw(bits: int) -> int:
        asked.append(bits)
        return 1

    monkeypatch.setattr(secrets, "randbits", draw)
    public.encrypt(0)
    assert asked == [BITS // 2]


@pytest.mark.slow
def test_real_size_holds_153_counters_and_decrypts() -> None:
    assert (MODULUS_BITS, COUNTER_BITS) == (3072, 20)
    private, public = key_pair(MODULUS_BITS)
    assert (public.n.bit_length(), public.counters, public.ciphertext_bytes) == (3072, 153, 768)
    (cipher,) = encrypt_ballot(public, {0, 152}, 153)
    counters = unpack(public, [private.decrypt(cipher)], 153)
    assert counters == [1, *[0] * 151, 1]


def test_a_process_keeps_eight_combs() -> None:
    assert paillier._comb_of.cache_info().maxsize == 8
