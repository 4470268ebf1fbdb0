"""The mathematics that an export carries: audit paths taken together, and the curve in pure Python."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.evidence import inclusion_proof
from encours.records.history.curve import is_signed
from encours.records.history.export import audit_paths, verifier


@given(st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40))
def test_paths_taken_together_are_those_taken_one_by_one(digests: list[str]) -> None:
    every = range(len(digests))
    assert audit_paths(digests, every) == {place: inclusion_proof(digests, place) for place in every}


@settings(max_examples=20)
@given(st.binary(max_size=200), st.integers(0, 511))
def test_the_curve_accepts_what_the_key_signed_and_nothing_else(message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    turned = (int.from_bytes(signature, "little") ^ (1 << bit)).to_bytes(64, "little")
    assert is_signed(public, message, signature)
    assert not is_signed(public, message, turned)
    assert not is_signed(public, message + b"x", signature)
    assert not is_signed(public[:-1], message, signature)


# RFC 8032 section 7.1, tests 1 and 2: public key, message, signature in two halves.
VECTORS = """
d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a -
e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555
fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c 72
92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0
85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
"""


def test_the_curve_agrees_with_the_vectors_of_rfc_8032() -> None:
    words = VECTORS.split()
    for public, message, one, two in zip(*(words[start::4] for start in range(4)), strict=True):
        said = bytes.fromhex(message.strip("-"))
        assert is_signed(bytes.fromhex(public), said, bytes.fromhex(one + two))


def test_the_verifier_imports_nothing_but_the_standard_library() -> None:
    source = verifier().decode()
    imports = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imports == {"__future__", "hashlib", "json", "sys", "pathlib", "typing"}
