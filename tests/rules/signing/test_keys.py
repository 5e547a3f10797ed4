import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.signing.keys import KeyUnreadable, PrivateKey, PublicKey

seeds = st.binary(min_size=32, max_size=32)


@given(seeds, st.binary(max_size=200))
def test_the_same_statement_always_gets_the_same_signature(seed: bytes, statement: bytes) -> None:
    signature = PrivateKey(seed).sign(statement)

    assert PrivateKey(seed).sign(statement) == signature
    assert PrivateKey(seed).public.has_signed(statement, signature)


@given(seeds, st.binary(min_size=1, max_size=60), st.data())
def test_any_one_changed_bit_of_statement_or_signature_is_found(
    seed: bytes, statement: bytes, data: st.DataObject
) -> None:
    private = PrivateKey(seed)
    signature = private.sign(statement)
    bit = data.draw(st.integers(0, 8 * len(statement) - 1))
    letter = data.draw(st.integers(0, 8 * len(signature) - 1))

    assert not private.public.has_signed(flipped(statement, bit), signature)
    changed = flipped(signature.encode(), letter).decode("latin-1")
    assert not private.public.has_signed(statement, changed)


def flipped(content: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8) if place == bit // 8 else byte for place, byte in enumerate(content))


def test_a_key_is_found_among_the_words_around_it() -> None:
    key = PrivateKey(b"k" * 32).public

    assert PublicKey.read(f"Public key · सार्वजनिक कुंजी: {key.text}\nFingerprint: {key.fingerprint}\n") == key
    assert PublicKey.read(f'{{"public_key": "{key.text}", "of": 1}}') == key


@pytest.mark.parametrize("text", ["", "ABCD EFGH", base64.b64encode(b"short").decode(), "é" * 44, "\0"])
def test_what_holds_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyUnreadable):
        PublicKey.read(text)


def test_two_different_keys_in_one_text_are_refused() -> None:
    with pytest.raises(KeyUnreadable):
        PublicKey.read(f"{PrivateKey(b'a' * 32).public.text} {PrivateKey(b'b' * 32).public.text}")


def test_the_fingerprint_is_five_groups_of_four_signs_that_are_not_mistaken() -> None:
    groups = PrivateKey(b"k" * 32).public.fingerprint.split(" ")

    assert [len(group) for group in groups] == [4] * 5
    assert not set("".join(groups)) & set("0189")
