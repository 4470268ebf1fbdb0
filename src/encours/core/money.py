"""Whole cents: rounded once, half up, with integers; split so that no cent is lost.

"Half up" is the merchant's: 0.5 cent goes away from zero, so that a credit mirrors its invoice.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def rounded(numerator: int, denominator: int) -> int:
    """`numerator / denominator` to the nearest whole, half away from zero; the denominator is positive."""
    if denominator <= 0:
        raise ValueError(f"The denominator must be positive, not {denominator}.")
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def proportion_expr(amount_cents: pl.Expr, part: pl.Expr, whole: int) -> pl.Expr:
    """`amount × part / whole` in whole cents, rounded as `rounded` does; Int64.

    `part` must not be negative. The amount is divided before it is multiplied, so that nothing
    overflows while `part × whole` and the result stay below 4 × 10^18.
    """
    if whole <= 0:
        raise ValueError(f"The whole must be positive, not {whole}.")
    size = amount_cents.abs()
    rest = (2 * (size % whole) * part + whole) // (2 * whole)
    return ((size // whole) * part + rest) * amount_cents.sign()


def split(amount_cents: int, weights: Sequence[int]) -> list[int]:
    """Share an amount by weights to the cent: the shares add up to the amount, exactly.

    Each share is within one cent of its exact part; the cents left over go to the largest
    remainders, the first among equals. ValueError for negative weights or when all are zero.
    """
    if any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("The weights must be positive or zero, and not all zero.")
    total, size = sum(weights), abs(amount_cents)
    shares = [size * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % total), i))
    for i in by_remainder[: size - sum(shares)]:
        shares[i] += 1
    return shares if amount_cents >= 0 else [-share for share in shares]
