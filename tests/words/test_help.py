"""Help texts are read into pieces; nothing of them is markup."""

from __future__ import annotations

from encours.words import help as helping
from encours.words.help import Block, Span


def test_a_text_becomes_paragraphs_headings_and_lists() -> None:
    blocks = helping._blocks(["Pour voir.", "", "## D’abord", "1. Un.", "2. Deux.", "- Enfin."])
    assert [(each.kind, len(each.lines)) for each in blocks] == [
        ("text", 1),
        ("heading", 1),
        ("steps", 2),
        ("list", 1),
    ]


def test_strong_words_and_keys_are_told_apart() -> None:
    assert helping._spans("La **carte**, touche `?`") == (
        Span("text", "La "),
        Span("strong", "carte"),
        Span("text", ", touche "),
        Span("key", "?"),
    )


def test_markup_is_text_like_any_other() -> None:
    assert helping._blocks(["<b>gras</b>"]) == (Block("text", ((Span("text", "<b>gras</b>"),),)),)


def test_an_unknown_topic_is_none_and_a_path_is_no_topic() -> None:
    assert helping.topic("nowhere", "fr") is None
    assert helping.topic("../fr/keys", "fr") is None
