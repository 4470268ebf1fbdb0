"""Messages in both languages: what they must say, and what they must never say."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from encours.words import defaults, formal_notices
from encours.words.defaults.labels import LABELS
from encours.words.messages import Rendered, pieces, render
from encours.words.sandbox import TemplateRefusedError
from message_facts import IBAN, REFERENCE, facts, formal_notice_facts, item

STEPS, LANGUAGES = defaults.STEPS, ("fr", "en")
CLAIMS = re.compile(r"pénalit|indemnit|intérêt|interest|recovery|40,00|€40", re.IGNORECASE)


def message(step: str, language: str, context: dict[str, Any] | None = None) -> Rendered:
    if context is None:
        context = formal_notice_facts() if step == "formal_notice" else facts()
    return render(step, language, defaults.wording(step, language), context)


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def all_words(rendered: Rendered) -> list[str]:
    """Text, HTML without its tags, and letter, each as one string."""
    html = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", rendered.html, flags=re.DOTALL))
    page = json.dumps(rendered.page, ensure_ascii=False)
    return [plain(words) for words in (rendered.subject + rendered.text, html, page)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_default_message_says_what_is_owed_how_to_pay_and_how_to_dispute(
    step: str, language: str
) -> None:
    amount = {"fr": "2 234,50 €", "en": "€2,234.50"}[language]
    for words in all_words(message(step, language)):
        for needed in ("F2026-0123", "F2026-0130", "4500-77", amount, REFERENCE, "litiges@morvan.example"):
            assert needed in words
        assert IBAN in words.replace(" ", "")
        assert "\ue000" not in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["friendly", "firm", "last"])
def test_interest_and_indemnity_stand_apart_and_never_in_the_total(step: str, language: str) -> None:
    notice = formal_notice_facts()
    context = facts(interest=notice["interest"], indemnity=notice["indemnity"])
    apart = {"fr": ("hors principal, non soumis à TVA", "37,95 €", "0,74 €", "80,00 €", "12,15 %")}
    apart["en"] = ("outside the principal, not subject to VAT", "€37.95", "€0.74", "€80.00", "12.15%")
    for words in all_words(message(step, language, context)):
        for needed in apart[language]:
            assert needed in words
        assert {"fr": "2 234,50 €", "en": "€2,234.50"}[language] in words
        assert {"fr": "2 352", "en": "2,352"}[language] not in words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["friendly", "firm", "last"])
@pytest.mark.parametrize("changes", [{"courtesy_only": True}, {"regime": "consumer"}, {"regime": "unknown"}])
def test_a_courtesy_message_or_one_to_a_consumer_claims_the_principal_alone(
    step: str, language: str, changes: dict[str, Any]
) -> None:
    notice = formal_notice_facts()
    context = facts(interest=notice["interest"], indemnity=notice["indemnity"], **changes)
    assert not any(CLAIMS.search(words) for words in all_words(message(step, language, context)))


def upcoming(**changes: Any) -> dict[str, Any]:
    due = item(days_late=-7, due_on=date(2026, 11, 28), step_code="preventive")
    totals = {"items_cents": 123_450, "credits_cents": 0, "unapplied_cents": 0, "due_cents": 123_450}
    return facts(items=[due], totals=totals, **changes)


@pytest.mark.parametrize(
    ("language", "needed"),
    [
        (
            "fr",
            (
                "30 jours fin de mois",
                "12,15 %",
                "40,00 €",
                "L441-10",
                "Rien de tel n’est dû aujourd’hui",
                "chèque",
            ),
        ),
        (
            "en",
            (
                "30 jours fin de mois",
                "12.15%",
                "€40.00",
                "L441-10",
                "Nothing of the kind is due today",
                "cheque",
            ),
        ),
    ],
)
def test_a_preventive_message_recalls_terms_rate_indemnity_and_ways_to_pay(
    language: str, needed: tuple[str, ...]
) -> None:
    rendered = message("preventive", language, upcoming())
    for words in all_words(rendered):
        assert all(one in words for one in needed)
    assert rendered.page["statement"]["apart"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preventive_message_to_a_consumer_recalls_neither_rate_nor_indemnity(language: str) -> None:
    rendered = message("preventive", language, upcoming(regime="consumer"))
    assert not any(CLAIMS.search(words) for words in all_words(rendered))
    assert all("30 jours fin de mois" in words for words in all_words(rendered))


def test_a_public_debtor_is_told_its_own_law() -> None:
    words = all_words(message("preventive", "fr", upcoming(regime="public")))
    assert all("L2192-13" in one and "L441-10" not in one for one in words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["preventive", "friendly", "firm", "last"])
def test_no_reminder_threatens_with_a_court(step: str, language: str) -> None:
    threat = re.compile(
        r"tribunal|juridiction|huissier|commissaire|justice|saisie|court|bailiff|seiz|lawyer", re.IGNORECASE
    )
    assert not any(threat.search(words) for words in all_words(message(step, language)))


def test_the_first_reminder_is_friendly_and_only_the_last_names_the_formal_notice() -> None:
    assert "oubli" in message("friendly", "fr").text
    naming = [step for step in STEPS[:4] if "mise en demeure" in message(step, "fr").text.lower()]
    assert naming == ["last"]


def test_each_item_keeps_its_own_step_and_its_own_words() -> None:
    rows = message("firm", "fr").page["statement"]["groups"][0]["rows"]
    assert [(row[0][0], row[3][0]) for row in rows] == [
        ("F2026-0123", "1er rappel"),
        ("F2026-0130", "2e rappel"),
    ]
    assert [plain(row[5][0]) for row in rows] == ["1 234,50 €", "1 000,00 €"]
    assert plain(rows[0][2][1]) == "51 jours de retard"


def test_what_is_under_formal_notice_is_listed_apart_and_said_not_to_be_in_the_total() -> None:
    told = facts(noticed=[item("F2026-0042", step_code="formal_notice")])
    for language, words in (("fr", "Déjà mises en demeure"), ("en", "Already under formal notice")):
        written = render("last", language, defaults.wording("last", language), told)
        assert words in written.text
        assert "F2026-0042" in written.html
        titles = [group["title"] for group in written.page["statement"]["groups"]]
        assert [words in title for title in titles] == [False, True]


@pytest.mark.parametrize("channel", ["email", "letter"])
def test_for_one_channel_only_what_it_needs_is_written(channel: str) -> None:
    whole = render("firm", "fr", defaults.wording("firm", "fr"), facts())
    written = render("firm", "fr", defaults.wording("firm", "fr"), facts(), channel=channel)
    assert written.subject == whole.subject
    if channel == "email":
        assert (written.text, written.html, written.page["flow"]) == (whole.text, whole.html, [])
    else:
        assert (written.text, written.html, written.page) == ("", "", whole.page)


def test_credits_and_unapplied_cash_are_deducted_and_what_is_not_due_is_listed_apart() -> None:
    context = facts(
        credits=[{"number": "A2026-003", "issued_on": date(2026, 10, 10), "open_cents": -5_000}],
        not_due=[item("F2026-0188", due_on=date(2026, 12, 20), days_late=-29, step_code="preventive")],
        totals={
            "items_cents": 223_450,
            "credits_cents": -5_000,
            "unapplied_cents": 10_000,
            "due_cents": 208_450,
        },
    )
    statement = message("friendly", "fr", context).page["statement"]
    assert [group["title"] for group in statement["groups"]] == [
        "",
        "Avoirs à votre disposition",
        "À échoir, pour information (non compris dans le total à régler)",
    ]
    assert [(line["label"], plain(line["amount"])) for line in statement["totals"]] == [
        ("Total des factures", "2 234,50 €"),
        ("Avoirs déduits", "-50,00 €"),
        ("Règlements reçus, déduits", "-100,00 €"),
        ("Total à régler", "2 084,50 €"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_assumed_due_date_is_marked_and_explained(language: str) -> None:
    rendered = message("friendly", language, facts(items=[item(due_assumed=True), item("F2026-0130")]))
    statement = rendered.page["statement"]
    marks = [row[2][0].endswith("*") for row in statement["groups"][0]["rows"]]
    assert marks == [True, False]
    assert statement["notes"] == [LABELS[language]["assumed_note"]]
    assert message("friendly", language).page["statement"]["notes"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_default_formal_notice_lacks_no_mention(language: str) -> None:
    context = formal_notice_facts()
    rendered = message("formal_notice", language, context)
    assert "MISE EN DEMEURE" in rendered.subject
    assert formal_notices.missing(context, language, rendered.subject) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"deadline": None}, "deadline", "délai"),
        ({"earlier": []}, "earlier_reminders", "relances précédentes"),
        ({"interest": None}, "interest_and_indemnity", "pénalités"),
        (
            {"customer": {"name": "Dupré", "address_lines": [], "email": "", "phone": ""}},
            "debtor_address",
            "adresse",
        ),
    ],
)
def test_a_formal_notice_that_lacks_a_mention_names_it(
    changes: dict[str, Any], code: str, words: str
) -> None:
    lacking = formal_notices.missing(formal_notice_facts(**changes), "fr", "MISE EN DEMEURE")
    assert lacking == [code]
    assert words in formal_notices.refusal(lacking)


def test_every_mention_has_its_name() -> None:
    from encours.core.formal_notice import MENTIONS

    assert all(formal_notices.mention(code) for code in MENTIONS)


def test_a_customer_s_name_can_neither_forge_a_block_nor_run_as_html() -> None:
    wording = {"subject": "x", "body": "{{ customer.name }}\n\n{{ blocks.payment }}", "letter": "x"}
    customer = facts()["customer"] | {"name": "<script>alert(1)</script>"}
    rendered = render("friendly", "fr", wording, facts(customer=customer))
    assert "<script>" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    forged = facts()["customer"] | {"name": "\ue000statement\ue001"}
    with pytest.raises(TemplateRefusedError):
        render("friendly", "fr", wording, facts(customer=forged))


def test_a_creditor_s_own_html_is_taken_with_every_value_escaped() -> None:
    customer = facts()["customer"] | {"name": "Dupré & Fils"}
    wording = defaults.wording("friendly", "fr") | {"html": "<p>{{ customer.name }}</p>"}
    assert render("friendly", "fr", wording, facts(customer=customer)).html == "<p>Dupré &amp; Fils</p>"


@pytest.mark.parametrize("subject", ["", "  \n", "a\nb", "x" * 201, "a\u2028b", "{{ customer.name }}"])
def test_a_subject_is_one_short_line(subject: str) -> None:
    customer = facts()["customer"] | {"name": "Dupré\r\nBcc: autre@client.example"}
    with pytest.raises(TemplateRefusedError, match="subject"):
        render(
            "friendly",
            "fr",
            defaults.wording("friendly", "fr") | {"subject": subject},
            facts(customer=customer),
        )


def test_a_wrong_template_names_its_part_and_its_line() -> None:
    wording = defaults.wording("friendly", "fr") | {"letter": "Madame,\n\n{{ custommer.name }}"}
    with pytest.raises(TemplateRefusedError, match=r"letter.*ligne 3.*custommer"):
        render("friendly", "fr", wording, facts())


def test_paragraphs_and_blocks_come_in_order_even_on_one_line() -> None:
    assert pieces("Bonjour,\n\nvoici \ue000statement\ue001 et\nplus\n \n\n") == [
        {"kind": "text", "text": "Bonjour,"},
        {"kind": "text", "text": "voici"},
        {"kind": "statement"},
        {"kind": "text", "text": "et\nplus"},
    ]


def test_the_labels_of_both_languages_are_the_same_and_none_is_empty() -> None:
    assert LABELS["fr"].keys() == LABELS["en"].keys()
    assert all(words.strip() for labels in LABELS.values() for words in labels.values())


def test_every_step_has_its_wordings_in_both_languages() -> None:
    seeded = list(defaults.default_wordings())
    assert len(seeded) == len({key[:3] for key in seeded}) == 30
    assert all(text.strip() for *_, text in seeded)
    with pytest.raises(KeyError):
        defaults.wording("unknown", "fr")


def test_the_html_fetches_nothing_from_anywhere() -> None:
    html = message("friendly", "fr").html
    assert not re.search(r"src=|url\(|@import|<link|<script|https?://", html)


@pytest.mark.parametrize("step", ["firm", "last"])
def test_invoices_in_their_own_currency_are_shown_and_asked_for_in_it(step: str) -> None:
    total = {"currency": "USD", "cents": 135_000}
    sums = {"items_cents": 123_450, "credits_cents": 0, "unapplied_cents": 0, "due_cents": 123_450}
    own = {"currency": "USD", "amount_cents": 135_000, "open_cents": 135_000}
    context = facts(items=[item(own=own)], totals={**sums, "own": [total], "payable": total})
    made = message(step, "en", context)
    asked = "$1,350.00 (€1,234.50 in our books)"
    for words in all_words(made):
        assert asked in words
        assert "of which invoiced in USD" in words
    assert made.page["payment"]["qr"] is None


def test_on_a_phone_the_bank_details_stack_and_dates_may_break() -> None:
    """The classes that the narrow style names are borne by the body: none is dead, the widest rows are among them."""
    html = message("friendly", "fr").html
    style, body = html.split("</style>")
    named = set(re.findall(r"^  \.(\w+)", style, re.MULTILINE))
    assert {"pay", "loose", "wide"} <= named
    assert named <= set(re.findall(r'class="(\w+)"', body))
    assert re.search(r'<td class="pay"[^>]*>IBAN</td>', body)
