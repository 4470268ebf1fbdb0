"""One e-mail for a group: what belongs to one of its companies stands in its own part."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from encours.acts.sample_message import sample_group
from encours.words.defaults import GROUP, wording
from encours.words.group_messages import Part, render_group
from encours.words.message_context import MessageContext


def test_each_company_is_told_its_own_address_to_pay_at_in_its_own_part() -> None:
    group, sample = sample_group("fr")
    parts = [_paying_at(sample[0], rank) for rank in range(200)]
    told = render_group("fr", wording(GROUP, "fr"), parts, group=group, on=parts[0].context["on"])
    for words in (told.text, told.html):
        cuts = [words.index(f"https://payer.example/{rank:03}/") for rank in range(200)]
        names = [words.index(f"Société {rank:03}", cuts[rank - 1] if rank else 0) for rank in range(200)]
        assert all(name < cut for name, cut in zip(names, cuts, strict=True))
        assert all(cut < name for cut, name in zip(cuts, names[1:], strict=False))


def _paying_at(part: Part, rank: int) -> Part:
    """The same company under another name, with an address of its own to pay at."""
    context: dict[str, Any] = {**part.context}
    context["customer"] = {**context["customer"], "name": f"Société {rank:03}"}
    way = {"kind": "card", "url": f"https://payer.example/{rank:03}/"}
    context["ways_to_pay"] = [*context["ways_to_pay"], way]
    return replace(part, context=cast("MessageContext", context))
