"""Ed25519 verification in pure Python (RFC 8032), for the verifier that an export carries.

Below the marked line this module is copied into `verify.py`: the standard library only, no name of ours.
Points are X, Y, Z, T: the extended coordinates of RFC 8032 section 5.1.4.
"""

from __future__ import annotations

import hashlib
from typing import Any

# --- copied from here ---

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


def _add(one: Any, two: Any) -> Any:
    a = (one[1] - one[0]) * (two[1] - two[0]) % _P
    b = (one[1] + one[0]) * (two[1] + two[0]) % _P
    c = 2 * one[3] * two[3] * _D % _P
    d = 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(factor: int, point: Any) -> Any:
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _point(text: bytes) -> Any:
    """Decode a point (RFC 8032 section 5.1.3); None when it is on no curve."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature of a message is this key's (RFC 8032 section 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:  # noqa: PLR2004 — the lengths of the RFC
        return False
    owner, commitment = _point(key), _point(signature[:32])
    factor = int.from_bytes(signature[32:], "little")
    if owner is None or commitment is None or factor >= _Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _Q
    left, right = _times(factor, _BASE), _add(commitment, _times(challenge, owner))
    across = (left[0] * right[2] - right[0] * left[2]) % _P
    along = (left[1] * right[2] - right[1] * left[2]) % _P
    return bool(across == 0 and along == 0)
