"""The room of doubtful customers: proposed, followed, written down, exported; the same on the customer's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from desk import situations as some
from encours.records.doubtful.models import Booking, Doubtful, DoubtfulPolicy
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable


@pytest.fixture
def late(creditor: Creditor) -> Receivable:
    return some.an_invoice(some.a_customer(creditor), 120_000, due_in=-200, number="FA-0200")


def signed_in(client: Client, creditor: Creditor, role: str = "manager") -> Client:
    client.force_login(some.a_person(role, creditor), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_what_the_rules_propose_is_followed_then_entered_from_one_room(
    client: Client, creditor: Creditor, late: Receivable
) -> None:
    signed_in(client, creditor)
    page = client.get("/doubtful").content.decode()
    assert "Sa plus ancienne dette a 200 jours de retard" in page
    client.post("/doubtful/accept", {"customer": [late.customer_id]})
    assert Doubtful.objects.get().rule == "overdue"
    preview = client.get("/doubtful/book", {"item": [late.pk]})
    assert "TVA supposée" in preview.content.decode()
    seen = "120000-0-50000-0"
    assert f'name="seen" value="{seen}"' in preview.content.decode()
    client.post("/doubtful/book", {"item": [late.pk], "seen": seen, "do": "book"})
    assert list(Booking.objects.values_list("kind", "booked_cents", "in_books")) == [
        ("doubtful", 120_000, False),
        ("depreciation", 50_000, False),
    ]
    assert "Écritures à passer" not in client.get("/doubtful").content.decode()


def test_entries_accepted_from_an_old_page_are_refused_in_a_sentence(
    client: Client, creditor: Creditor, late: Receivable
) -> None:
    signed_in(client, creditor)
    client.post("/doubtful/accept", {"customer": [late.customer_id]})
    answer = client.post("/doubtful/book", {"item": [late.pk], "seen": "1-0-0-0"}, follow=True)
    assert "a changé depuis l’ouverture" in answer.content.decode().replace("'", "’").replace("&#39;", "’")
    assert not Booking.objects.exists()


def test_the_list_is_taken_away_as_a_sheet(client: Client, creditor: Creditor, late: Receivable) -> None:
    signed_in(client, creditor)
    client.post("/doubtful/accept", {"customer": [late.customer_id]})
    lines = client.get("/doubtful/file").getvalue().decode("utf-8-sig").splitlines()
    assert "FA-0200" in lines[1]
    assert "supposée" in lines[1]


def test_a_person_marks_a_customer_on_its_page_which_then_says_so(client: Client, creditor: Creditor) -> None:
    customer: Customer = some.an_invoice(some.a_customer(creditor)).customer
    signed_in(client, creditor)
    client.post(
        f"/customers/{customer.pk}/doubtful",
        {"from_on": some.TODAY - timedelta(days=1), "reason": "Chèque impayé", "version": ""},
    )
    assert "Client douteux depuis le" in client.get(f"/customers/{customer.pk}").content.decode()
    mark = Doubtful.objects.get()
    client.post(f"/doubtful/{mark.pk}/end", {"reason": "Payé", "version": ""})
    assert "Client douteux depuis le" not in client.get(f"/customers/{customer.pk}").content.decode()


def test_rules_are_published_with_their_schedule_and_a_line_that_is_none_is_refused(
    client: Client, creditor: Creditor
) -> None:
    signed_in(client, creditor)
    told = {
        "overdue_days": "120", "notice_days": "30", "insolvency": "on", "minimum": "150",
        "rates": "0: 10 %\n365: 100 %", "insolvent": "100", "vat": "20", "version": "0",
    }  # fmt: skip
    wrong = client.post("/doubtful/rules/change", told | {"rates": "beaucoup"})
    assert wrong.status_code == 422
    client.post("/doubtful/rules/change", told)
    content = DoubtfulPolicy.objects.get().content
    assert '"rates":[[0,1000],[365,10000]]' in content
    assert '"minimum_cents":15000' in content
