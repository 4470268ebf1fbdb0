"""Who must agree: the first rule that takes a message says, and the gate lets nothing go without that agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.test_gate import FACTS, OPEN_HOUSE, asked
from encours.core.approvals import ApprovalRule, Asked, checked, first_rule, rules_from_json, rules_to_json
from encours.core.approvals.asking import caught, satisfied, with_rules
from encours.core.approvals.batches import BATCH, differences
from encours.core.gate import Outcome
from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO
from portfolio import customer, item, plan

CODES = ("preventive", "friendly", "firm", "formal_notice")
MARKS = ("role:manager", "role:cfo", "role:administrator", "person:1", "person:2")
SEGMENTS = ("late", "large", "own:vip")

some_rules = st.lists(
    st.builds(
        ApprovalRule,
        code=st.sampled_from("abcdef"),
        label_fr=st.just("Une règle"),
        steps=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
        tones=st.lists(st.sampled_from(CODES), max_size=2).map(tuple),
        segments=st.lists(st.sampled_from(SEGMENTS), max_size=2).map(tuple),
        channels=st.lists(st.sampled_from(("email", "letter")), max_size=1).map(tuple),
        from_cents=st.none() | st.integers(1, 200_000),
        roles=st.lists(st.sampled_from(("manager", "cfo")), max_size=2).map(tuple),
        people=st.lists(st.sampled_from((1, 2)), max_size=2).map(tuple),
        four_eyes=st.booleans(),
        asks=st.booleans(),
    ),
    max_size=4,
)


@given(
    rules=some_rules,
    code=st.sampled_from(CODES),
    segment=st.sampled_from(SEGMENTS),
    needs=st.booleans(),
    approved=st.booleans(),
    marks=st.frozensets(st.sampled_from(MARKS), max_size=2),
    hands=st.frozensets(st.sampled_from(("anne", "marc")), max_size=2),
    sent_back=st.booleans(),
)
@settings(max_examples=120, deadline=None)
def test_nothing_leaves_without_the_agreement_of_whom_the_first_rule_names(
    rules: list[ApprovalRule],
    code: str,
    segment: str,
    needs: bool,
    approved: bool,
    marks: frozenset[str],
    hands: frozenset[str],
    sent_back: bool,
) -> None:
    message = {
        "segment": segment,
        "needs_approval": needs,
        "approved": approved,
        "approved_by": "anne" if approved else "",
        "approved_as": marks if approved else frozenset(),
        "hands": hands,
        "sent_back": sent_back,
    }
    verdict = asked(code, conditions=replace(OPEN_HOUSE, approvals=tuple(rules)), message=message)
    step = DEFAULT_SCENARIO.by_code(code)
    assert step is not None
    about = Asked(code, step.tone, segment, step.channel, "EUR", 100_000)
    rule = next((one for one in rules if _plainly_takes(one, about)), None)
    asks = rule is not None and rule.asks
    given_so = approved and not (
        asks and rule is not None and (not rule.approvers & marks or (rule.four_eyes and "anne" in hands))
    )
    may = not sent_back and (given_so or not (asks or needs or step.needs_approval))
    assert (verdict.outcome == Outcome.GO) == may
    if not may:
        assert verdict.reason.code in {"not_approved", "approval_rule", "sent_back"}


def _plainly_takes(rule: ApprovalRule, about: Asked) -> bool:
    """Said apart from the code that decides."""
    wanted = [(rule.steps, about.step_code), (rule.tones, about.tone), (rule.segments, about.segment)]
    wanted.append((rule.channels, about.channel))
    return all(not known or one in known for known, one in wanted) and about.total_cents >= (
        rule.from_cents or 0
    )


messages = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(CODES),
        st.sampled_from(SEGMENTS),
        st.sampled_from(("email", "letter")),
        st.sampled_from(("EUR", "USD")),
        st.integers(1, 300_000),
    ),
    max_size=8,
)


@given(rules=some_rules, rows=messages)
@settings(max_examples=80, deadline=None)
def test_a_frame_of_messages_is_judged_as_each_of_them_alone(
    rules: list[ApprovalRule], rows: list[tuple[str, str, str, str, str, int]]
) -> None:
    names = ("step_code", "tone", "segment", "channel", "currency")
    kinds = {**dict.fromkeys(names, pl.String), "total_cents": pl.Int64}
    rank, asks = caught(pl.DataFrame(rows, schema=kinds, orient="row"), rules, currency="EUR")
    alone = [first_rule(rules, Asked(*row), currency="EUR") for row in rows]
    assert [rules[at] if at is not None else None for at in rank] == alone
    assert list(asks) == [one is not None and one.asks for one in alone]


def test_an_amount_in_another_currency_is_never_compared_and_the_doubt_asks() -> None:
    dear = ApprovalRule("dear", "Cher", from_cents=1_000_000, roles=("cfo",))
    free = replace(dear, asks=False, roles=())
    told = Asked("firm", "firm", "late", "email", "USD", 100)
    assert first_rule([dear], told, currency="EUR") == dear
    assert first_rule([free], told, currency="EUR") is None
    assert first_rule([dear], replace(told, currency="EUR"), currency="EUR") is None


def test_the_plan_says_which_rule_asks_and_its_items_wait_for_a_person() -> None:
    decided = plan([item(1, **FACTS["firm"])], [customer()], date(2026, 6, 17))
    rule = ApprovalRule("firm_ones", "Le ton ferme", tones=("firm",), roles=("manager",))
    asked_so = with_rules(decided, [rule], DEFAULT_SCENARIO, currency="EUR")
    (proposal,) = asked_so.proposals.to_dicts()
    assert (proposal["needs_approval"], proposal["approval_rule"], proposal["tone"]) == (
        True,
        "firm_ones",
        "firm",
    )
    assert asked_so.positions["reason"].to_list() == ["needs_approval"]
    free = with_rules(decided, [replace(rule, asks=False)], DEFAULT_SCENARIO, currency="EUR")
    assert free.proposals["needs_approval"].to_list() == [False]
    assert free.positions.equals(decided.positions)


def test_a_rule_never_takes_away_what_a_step_asks() -> None:
    decided = plan([item(1, **FACTS["formal_notice"])], [customer()], date(2026, 6, 17))
    free = ApprovalRule("free", "Rien de plus", asks=False)
    (proposal,) = with_rules(decided, [free], DEFAULT_SCENARIO, currency="EUR").proposals.to_dicts()
    assert (proposal["needs_approval"], proposal["approval_rule"]) == (True, "")


def test_four_eyes_are_not_those_of_who_moved_it() -> None:
    rule = ApprovalRule("eyes", "Quatre yeux", roles=("manager",), four_eyes=True)
    told = {"approved_as": {"role:manager"}, "approved_by": "anne"}
    assert satisfied(rule, **told, hands={"marc"})  # type: ignore[arg-type]
    assert not satisfied(rule, **told, hands={"marc", "anne"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"roles": ()}, "qui donne l’accord"),
        ({"roles": ("collector",)}, "ne donne pas d’accord"),
        ({"from_cents": 0}, "centime"),
        ({"code": "Été"}, "code de seize lettres"),
        ({"label_fr": " "}, "un nom"),
    ],
)
def test_a_rule_that_could_not_be_applied_is_refused_by_its_name(
    wrong: dict[str, object], sentence: str
) -> None:
    rule = replace(ApprovalRule("dear", "Cher", roles=("cfo",)), **wrong)  # type: ignore[arg-type]
    with pytest.raises(RuleError, match=sentence):
        checked([rule])


@given(rules=some_rules)
def test_rules_are_read_as_they_were_kept(rules: list[ApprovalRule]) -> None:
    assert rules_from_json(rules_to_json(rules, "Essai")) == tuple(rules)


def _batch(*rows: tuple[str, int, str, int]) -> pl.DataFrame:
    told = [(key, who, step, step, "email", "EUR", cents) for key, who, step, cents in rows]
    return pl.DataFrame(told, schema=BATCH, orient="row")


def test_a_batch_differs_from_the_day_before_by_what_is_new_gone_harsher_or_of_another_amount() -> None:
    before = _batch(
        ("a", 1, "firm", 100), ("b", 2, "firm", 100), ("c", 3, "friendly", 100), ("d", 4, "firm", 5)
    )
    now = _batch(("a", 1, "firm", 100), ("b", 2, "firm", 90), ("c2", 3, "firm", 100), ("e", 5, "firm", 7))
    found = differences(before, now)
    told = {(row["key"], row["was_key"]): row["change"] for row in found.to_dicts()}
    assert told == {
        ("a", "a"): "same",
        ("b", "b"): "amount",
        ("c2", "c"): "tone",
        ("e", None): "new",
        (None, "d"): "gone",
    }


batches = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(CODES), st.integers(1, 9)),
    unique_by=lambda row: row[:2],
    max_size=8,
).map(lambda rows: _batch(*((f"{who}-{step}", who, step, cents) for who, step, cents in rows)))


@given(before=batches, now=batches)
@settings(deadline=None)
def test_every_message_of_both_days_is_told_once_and_the_sums_tie(
    before: pl.DataFrame, now: pl.DataFrame
) -> None:
    found = differences(before, now)
    assert sorted(found["key"].drop_nulls()) == sorted(now["key"])
    assert sorted(found["was_key"].drop_nulls()) == sorted(before["key"])
    assert found["total_cents"].sum() == now["total_cents"].sum()
    assert found["was_cents"].sum() == before["total_cents"].sum()
