"""Documents asked of a customer: through the one gate, deposited by a signed link, tracked until closed (R20)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from collecting import Desk
from encours.acts.leave_shadow import set_shadow
from encours.acts.organise import Given, transfer
from encours.acts.requests.ask import Wanted, ask_documents, ask_many, remind_documents
from encours.acts.requests.links import link_of, request_of, token_of
from encours.acts.requests.receive import close_request, note_opening, receive_document, refuse_document
from encours.acts.rules import StaleFormError
from encours.core.refusals import RuleError
from encours.records.documents.keeping import opened
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Attachment, Creditor
from encours.records.people.models import Membership, User
from encours.records.requests.models import DocumentRequest, RequestEvent
from encours.records.runs.models import Position
from encours.records.work.models import Notice
from vauban import CLAIRE

PDF = b"%PDF-1.7 proof"


def wanted(desk: Desk, **more: Any) -> Wanted:
    told = {
        "kinds": ("delivery",),
        "text": "Bon signé du chantier Nord",
        "due_on": desk.today + timedelta(days=10),
        "address": "https://encours.example",
    }
    return Wanted(**{**told, **more})  # type: ignore[arg-type]


def asked(desk: Desk, **more: Any) -> DocumentRequest:
    return ask_documents(desk.customer(), wanted(desk, **more), on=desk.today, author=CLAIRE, at=desk.now)


def brought(desk: Desk, request: DocumentRequest, content: bytes = PDF, name: str = "bon.pdf") -> Attachment:
    return receive_document(request, content, name, kind="delivery", at=desk.now, home=desk.home)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.both
def test_a_request_leaves_with_its_link_and_what_is_deposited_is_in_the_file(desk: Desk) -> None:
    request = asked(desk)
    assert desk.send()["delivered"] == 1
    message = request.messages.get().message
    delivery = Delivery.objects.get(message=message)
    assert delivery.document is not None
    mail = opened(delivery.document, home=desk.home).replace(b"=\r\n", b"").replace(b"=\n", b"")
    assert token_of(request).replace("=", "=3D").encode() in mail
    found = request_of(link_of(request).rpartition("/")[2], at=desk.now)
    assert found == request
    assert note_opening(request, at=desk.now)
    assert not note_opening(request, at=desk.now)
    made = brought(desk, request)
    assert opened(made.kept, home=desk.home) == PDF  # type: ignore[arg-type]
    assert (made.customer, made.kind) == (desk.customer(), "delivery")
    now = DocumentRequest.objects.get()
    assert now.state == "received"
    close_request(now, made_from=now.version, author=CLAIRE, at=desk.now)
    assert list(RequestEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "opened", "received", "closed",
    ]  # fmt: skip
    assert request_of(token_of(request), at=desk.now) is None


def test_in_shadow_mode_nothing_leaves(desk: Desk) -> None:
    set_shadow(desk.creditor, shadow=True, author=CLAIRE, at=desk.now)
    asked(desk)
    counts = desk.send()
    assert (counts.get("delivered", 0), counts["shadowed"]) == (0, 1)


def test_a_request_makes_no_step_of_the_ladder(desk: Desk) -> None:
    asked(desk)
    desk.send()
    desk.run()
    assert Position.objects.get().step == 0


def test_a_link_altered_ended_or_of_another_request_opens_nothing(desk: Desk) -> None:
    request = asked(desk)
    token = token_of(request)
    for wrong in ("", "1-x~y", token[:-2] + "zz", token.replace(f"{request.pk}-", f"{request.pk + 1}-", 1)):
        assert request_of(wrong, at=desk.now) is None
    assert request_of(token, at=desk.now + timedelta(days=40)) == request
    assert request_of(token, at=desk.now + timedelta(days=42)) is None


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90", "facture.exe"),
        (b"MZ\x90", "facture.pdf"),
        (b"", "vide.pdf"),
        (b"<svg onload=x>", "image.svg"),
        (zipped("word/document.xml", "word/vbaProject.bin"), "lettre.docx"),
        (b"PK\x03\x04 broken", "lettre.docx"),
    ],
)
def test_what_the_house_does_not_keep_is_refused_by_a_sentence(desk: Desk, content: bytes, name: str) -> None:
    request = asked(desk)
    with pytest.raises(RuleError):
        brought(desk, request, content, name)
    assert not Attachment.objects.exists()


def test_too_many_files_in_a_short_while_wait(desk: Desk) -> None:
    request = asked(desk)
    for rank in range(6):
        brought(desk, request, name=f"bon{rank}.pdf")
    with pytest.raises(RuleError, match="dix minutes"):
        brought(desk, request)
    desk.later(minutes=11)
    brought(desk, request)


def test_who_follows_the_customer_is_told(desk: Desk) -> None:
    owner = User.objects.create_user("suivi@vauban.example", "secret-secret", name="Suivi")
    Membership.objects.create(user=owner, creditor=desk.creditor, role="collector")
    request = asked(desk)
    transfer(Creditor.objects.get(), [desk.customer().pk], Given(owner=owner), author=CLAIRE, at=desk.now)
    brought(desk, request)
    notice = Notice.objects.get(kind="document")
    assert (notice.person, notice.text) == (owner, "bon.pdf")


def test_what_is_refused_is_waited_for_again_and_a_reminder_is_another_message(desk: Desk) -> None:
    request = asked(desk)
    brought(desk, request)
    told = {"author": CLAIRE, "at": desk.now}
    with pytest.raises(StaleFormError):
        refuse_document(request, reason="Illisible", made_from=1, **told)
    refuse_document(request, reason="Illisible", made_from=2, **told)
    assert DocumentRequest.objects.get().state == "opened"
    with pytest.raises(RuleError, match="moins d’un jour"):
        remind_documents(request, made_from=None, on=desk.today, **told)
    desk.later(days=2)
    remind_documents(request, made_from=3, on=desk.today, author=CLAIRE, at=desk.now)
    assert Message.objects.filter(step_code="documents").count() == 2


def test_many_are_asked_at_once_each_with_its_own_link(desk: Desk) -> None:
    made = ask_many(
        desk.creditor, [desk.customer().pk, 0], wanted(desk), on=desk.today, author=CLAIRE, at=desk.now
    )
    assert (made, Message.objects.filter(state="approved").count()) == (1, 1)


@pytest.mark.parametrize(
    "more",
    [{"kinds": ()}, {"kinds": ("secret",)}, {"kinds": ("other",), "text": " "}, {"address": ""}],
)
def test_a_request_that_asks_for_nothing_or_has_no_address_is_refused(
    desk: Desk, more: dict[str, Any]
) -> None:
    with pytest.raises(RuleError):
        asked(desk, **more)
    with pytest.raises(RuleError):
        asked(desk, due_on=desk.today - timedelta(days=1))
