"""How right matching is: shares and their bounds, and what makes a line right."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from encours.core.matching.accuracy import Accuracy, Share, Truth, judged

MATCH = {
    "line_id": pl.Int64, "receivable_id": pl.Int64, "customer_id": pl.Int64, "amount_cents": pl.Int64,
    "kind": pl.String, "credit_note_id": pl.Int64, "reason": pl.String,
}  # fmt: skip
ACCOUNT = {"line_id": pl.Int64, "customer_id": pl.Int64, "amount_cents": pl.Int64, "reason": pl.String}
CANDIDATE = {"line_id": pl.Int64, "receivable_id": pl.Int64}


def truth(
    line: int, *pays: tuple[int, int], accepted: tuple[tuple[int, int], ...] = (), whose: int = 7
) -> Any:
    def pairs(told: Any) -> list[dict[str, int]]:
        return [{"receivable_id": item, "amount_cents": cents} for item, cents in told]

    return (line, "one", whose, pairs(pays), pairs(accepted))


def paid(line: int, item: int, cents: int, kind: str = "payment", note: int | None = None) -> Any:
    return (line, item, 7, cents, kind, note, "invoice_in_wording")


def judge(truths: list[Any], matches: list[Any], account: list[Any] = [], seen: list[Any] = []) -> Accuracy:  # noqa: B006 — never changed
    return judged(
        pl.DataFrame(truths, schema=Truth.create_empty().schema, orient="row"),
        pl.DataFrame(matches, schema=MATCH, orient="row"),
        pl.DataFrame(account, schema=ACCOUNT, orient="row"),
        pl.DataFrame(seen, schema=CANDIDATE, orient="row"),
    )


def right(*parts: Any) -> bool:
    (verdict,) = judge(*parts).verdicts["right"].to_list()
    return bool(verdict)


@pytest.mark.parametrize(
    ("right_ones", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),  # the same
        (20_000, 20_000, 0.9998, 1.0),
        (0, 10, 0, 0.2775),
    ],
)
def test_a_share_has_the_bounds_of_wilson(right_ones: int, of: int, low: float, high: float) -> None:
    assert Share(right_ones, of).interval() == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_has_neither_rate_nor_bounds() -> None:
    assert Share(0, 0).rate is None
    assert Share(0, 0).interval() is None


def test_a_line_is_right_when_what_was_applied_is_the_truth_to_the_cent() -> None:
    assert right([truth(1, (1, 500))], [paid(1, 1, 500)])
    assert not right([truth(1, (1, 500))], [paid(1, 1, 499)])
    assert not right([truth(1, (1, 500))], [paid(1, 2, 500)])
    assert not right([truth(1)], [paid(1, 1, 500)])


def test_a_line_applied_in_part_is_not_right_and_is_told_apart() -> None:
    (row,) = judge([truth(1, (1, 500), (2, 300))], [paid(1, 1, 500)]).verdicts.to_dicts()
    assert (row["automatic"], row["right"], row["part"]) == (True, False, True)


def test_a_credit_note_used_is_part_of_the_truth() -> None:
    used = [paid(1, 1, 400), paid(1, 1, 100, "credit_note", 2)]
    assert right([truth(1, (1, 500), (2, -100))], used)
    assert not right([truth(1, (1, 400))], used)


def test_cents_let_go_beyond_the_truth_make_a_line_wrong_and_less_of_them_does_not() -> None:
    taken = [paid(1, 1, 490), paid(1, 1, 10, "discount")]
    assert right([truth(1, (1, 490), accepted=((1, 10),))], taken)
    assert not right([truth(1, (1, 490))], taken)
    assert right([truth(1, (1, 490), accepted=((1, 10),))], taken[:1])


def test_money_laid_on_the_account_of_another_customer_is_wrong() -> None:
    assert right([truth(1)], [], [(1, 7, 500, "on_account")])
    assert not right([truth(1)], [], [(1, 8, 500, "on_account")])


def test_lines_left_to_a_person_are_judged_by_their_proposals() -> None:
    found = judge(
        [truth(1, (1, 5)), truth(2, (2, 5), (3, 5)), truth(3, (4, 5)), truth(4)],
        [paid(3, 4, 5)],
        [],
        [(1, 1), (1, 9), (2, 2), (4, 9)],
    )
    assert (found.proposed.right, found.proposed.of) == (1, 2)
    assert (found.recall.right, found.recall.of) == (1, 3)
    assert (found.precision.right, found.precision.of) == (1, 1)


def test_shares_are_told_by_matcher_and_by_situation() -> None:
    found = judge(
        [truth(1, (1, 5)), truth(2, (2, 5))], [paid(1, 1, 5), paid(2, 9, 5)], [(3, 7, 5, "on_account")]
    )
    assert {code: (share.right, share.of) for code, share in found.matchers.items()} == {
        "invoice_in_wording": (1, 2)
    }
    assert found.situations == {
        "one": {"lines": 2, "decidable": 2, "automatic": 2, "right": 1, "proposed": 0}
    }
