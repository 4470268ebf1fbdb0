"""What a payment provider says that it pays out to the bank: by a row of its own, or by what its payments bear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from encours.core.refusals import UnreadableFileError
from encours.formats.bank_days import days_of
from encours.formats.banktables.balances import Told
from encours.formats.banktables.rows import Table
from encours.formats.banktables.signatures import plain


def told_of_payout(table: Table, cells: list[str], line: int, net_cents: int) -> dict[str, Any]:
    """`pays_out`, `failed` (a payout that came back), `reference`, and of a payment `payout_of`, `payout_on`.

    A payout's reference is the batch, else what the provider calls its source (`po_…`), else its own number.
    """
    known = table.signature
    kind = plain(table.cell(cells, known.type))
    batch = table.cell(cells, known.batch)
    own = "" if known.kind == "paypal" else table.cell(cells, known.end_to_end)
    reference = batch or own or table.cell(cells, known.id)
    failed = net_cents > 0 and kind.startswith(known.failures or ("\0",))
    if failed or (net_cents < 0 and kind.startswith(known.payouts or ("\0",))):
        return {"pays_out": not failed, "failed": failed, "reference": reference[:100]}
    day = table.cell(cells, known.payout_on) or table.cell(cells, known.payout_on_else)
    return {"payout_of": table.cell(cells, known.payout_of)[:100], "payout_on": _day(day, line)}


def payouts_of(account: str, currency: str, provider: str, movements: list[Told]) -> Iterator[dict[str, Any]]:
    """The payouts of one account and batch, each with what its payments come to where the file says which they are.

    `account, currency, provider, reference, on, net_cents, gross_cents, fee_cents, fingerprint, failed`: cents
    positive but for the fee; the gross amount and the fee are null where their payments are not told, the fingerprint
    (of the provider's own line) where the payout has no row.
    """
    movements = [each for each in movements if each.rows]  # what only waits was emptied
    common = {"account": account, "currency": currency, "provider": provider}
    ends = [each for each in movements if "pays_out" in each.more]
    parts = _parts(movements)
    between = {} if parts else _between(movements)
    for each in ends:
        reference = each.more["reference"]
        yield {
            **common,
            "reference": reference,
            "on": each.rows[0]["booked_on"],
            "net_cents": abs(each.rows[0]["amount_cents"]),  # what a payout costs is a line beside it
            **_sums(parts.get(reference) or between.get(reference, []), each),
            "fingerprint": each.rows[0]["fingerprint"],
            "failed": each.more["failed"],
        }
    told = {each.more["reference"] for each in ends}
    for reference, payments in parts.items():
        net = sum(each.moved_cents for each in payments)
        if reference in told or net <= 0:
            continue
        days = [each.more["payout_on"] or each.rows[0]["booked_on"] for each in payments]
        yield {
            **common,
            "reference": reference,
            "on": max(days),
            "net_cents": net,
            **_made(payments, net),
            "fingerprint": None,
            "failed": False,
        }


def _parts(movements: list[Told]) -> dict[str, list[Told]]:
    parts: dict[str, list[Told]] = {}
    for each in movements:
        if each.more.get("payout_of"):
            parts.setdefault(each.more["payout_of"], []).append(each)
    return parts


def _between(movements: list[Told]) -> dict[str, list[Told]]:
    """The payments from one payout to the next, where they come to it, read down or up as more of them do."""
    ways = []
    for way in (movements, movements[::-1]):
        since: list[Told] = []
        found: dict[str, list[Told]] = {}
        for each in way:
            if "pays_out" not in each.more:
                since.append(each)
                continue
            if sum(one.moved_cents for one in since) == -each.moved_cents:
                found[each.more["reference"]] = since
            since = []
        ways.append(found)
    return max(ways, key=len)


def _sums(payments: list[Told], payout: Told) -> dict[str, int | None]:
    """What was paid in and what was kept of it, only where it comes to the payout."""
    if not payments or sum(each.moved_cents for each in payments) != -payout.moved_cents:
        return {"gross_cents": None, "fee_cents": None}
    return _made(payments, -payout.rows[0]["amount_cents"])


def _made(payments: list[Told], net_cents: int) -> dict[str, int | None]:
    gross = sum(each.more["gross_cents"] for each in payments)
    return {"gross_cents": gross, "fee_cents": net_cents - gross}


def _day(text: str, line: int) -> date | None:
    """A day beside the payment; one that cannot be read says nothing, since the payment has its own."""
    if not text:
        return None
    try:
        (day,) = days_of([(line, text)], "payout", day_first=None)
    except UnreadableFileError:
        return None
    return day
