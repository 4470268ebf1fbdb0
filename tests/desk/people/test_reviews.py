"""The periodic review: due after so many months, decided line by line, signed, kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page, queries
from encours.desk.people.reviewing import standing
from encours.records.history.models import Leaf
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessReview, AccessReviewLine, Membership, User


@pytest.fixture
def admin(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("administrator", creditor, email="admin@example.com"))


def lines() -> dict[str, AccessReviewLine]:
    return {one.user.email: one for one in AccessReviewLine.objects.select_related("user")}


@pytest.mark.both
def test_a_review_keeps_some_withdraws_others_and_is_signed(admin: Client, creditor: Creditor) -> None:
    gone = some.a_person("collector", creditor, email="gone@example.com")
    admin.post(reverse("open_review"))
    review = AccessReview.objects.get()
    assert admin.post(reverse("sign_review", args=[review.pk])).status_code == 302
    review.refresh_from_db()
    assert review.signed_at is None, "not every line was decided"
    admin.post(reverse("decide_access", args=[lines()["admin@example.com"].pk]), {"decision": "keep"})
    told = {"decision": "withdraw", "reason": "partie"}
    admin.post(reverse("decide_access", args=[lines()["gone@example.com"].pk]), told)
    admin.post(reverse("sign_review", args=[review.pk]))
    review.refresh_from_db()
    assert review.signed_by == "admin@example.com"
    assert not Membership.objects.filter(user=gone).exists()
    acts = set(Leaf.objects.values_list("entry__act", flat=True))
    assert {"open_access_review", "decide_access", "withdraw_access", "sign_access_review"} <= acts
    assert "partie" in page(admin, reverse("access_review", args=[review.pk]))


def test_one_review_is_open_at_a_time(admin: Client) -> None:
    admin.post(reverse("open_review"))
    admin.post(reverse("open_review"))
    assert AccessReview.objects.count() == 1


def test_a_line_is_decided_once(admin: Client, creditor: Creditor) -> None:
    some.a_person("collector", creditor, email="kept@example.com")
    admin.post(reverse("open_review"))
    line = lines()["kept@example.com"]
    for decision in ("keep", "withdraw"):
        admin.post(reverse("decide_access", args=[line.pk]), {"decision": decision})
    line.refresh_from_db()
    assert line.decision == "keep"


def test_nobody_withdraws_themselves_in_a_review(admin: Client) -> None:
    admin.post(reverse("open_review"))
    admin.post(reverse("decide_access", args=[lines()["admin@example.com"].pk]), {"decision": "withdraw"})
    assert lines()["admin@example.com"].decision == ""


def test_a_review_is_due_six_months_after_the_last(admin: Client, creditor: Creditor) -> None:
    some.a_person("collector", creditor)
    assert not standing(creditor, on=some.TODAY).due
    assert not standing(creditor, on=some.TODAY + timedelta(days=180)).due
    assert standing(creditor, on=some.TODAY + timedelta(days=181)).due
    AccessReview.objects.create(
        creditor=creditor, recorded_at=some.NOW, opened_by="x", signed_by="x",
        signed_at=some.NOW + timedelta(days=100),
    )  # fmt: skip
    assert not standing(creditor, on=some.TODAY + timedelta(days=181)).due


def test_who_works_alone_has_no_review_to_make(creditor: Creditor) -> None:
    some.a_person("administrator", creditor)
    assert not standing(creditor, on=some.TODAY + timedelta(days=400)).due


@pytest.mark.parametrize("name", ["people", "access_matrix", "sign_ins"])
def test_the_number_of_queries_does_not_grow_with_the_people(
    name: str, admin: Client, creditor: Creditor
) -> None:
    some.a_person("collector", creditor)
    one = queries(admin, reverse(name))
    for _ in range(3):
        some.a_person("auditor", creditor)
    assert queries(admin, reverse(name)) == one


def test_the_work_list_says_that_accesses_are_to_be_reviewed(admin: Client, creditor: Creditor) -> None:
    some.a_person("collector", creditor)
    assert "Accès à revoir" not in page(admin, reverse("work_list"))
    admin.post(reverse("open_review"))
    assert "Accès à revoir" in page(admin, reverse("work_list"))


def test_who_can_do_much_is_asked_to_add_a_second_factor(
    admin: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    assert "Ajouter un second facteur" in page(admin, reverse("work_list"))
    collector = visitor(some.a_person("collector", creditor))
    assert "Ajouter un second facteur" not in page(collector, reverse("work_list"))
