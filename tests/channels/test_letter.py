"""The letter on paper: PDF/A, its window, its QR code, its outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from encours.channels import letter as post
from encours.channels import outbox, registry
from encours.channels.letter.rendering import _compiler
from encours.channels.letter_forms import Letter, NotConfiguredError, UndeliverableError
from paper import code_on, words_on

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
IBAN, REFERENCE = "FR7630006000011234567890189", "RF86F2026000123"
HOSTILE = '#import "@preview/x:1.0.0" $x$ *gras* <h> // "'


def page(**changes: Any) -> dict[str, Any]:
    row = [
        ["F2026-0123", HOSTILE],
        ["01/09/2026"],
        ["01/10/2026"],
        ["1er rappel"],
        ["1 234,50 €"],
        ["1 234,50 €"],
    ]
    return {
        "sender": {"name": "Ateliers Morvan SAS", "lines": ["12 rue des Forges", "69003 Lyon"]},
        "mention": "",
        "references": [["Référence à rappeler", REFERENCE]],
        "dateline": "Lyon, le 21 novembre 2026",
        "labels": {"subject": "Objet :", "page": "Page"},
        "flow": [
            {"kind": "text", "text": f"Madame, Monsieur,\n{HOSTILE}"},
            {"kind": "statement"},
            {"kind": "payment"},
            {"kind": "dispute"},
        ],
        "statement": {
            "columns": ["Facture", "Émise le", "Échéance", "Suivi", "Montant", "Reste dû"],
            "groups": [{"title": "", "rows": [row]}],
            "totals": [{"label": "Total à régler", "amount": "1 234,50 €", "strong": True}],
            "apart": [
                {"title": "En sus", "rows": [{"label": ["Pénalités", "12,15 %"], "amount": "37,95 €"}]}
            ],
            "notes": ["* Échéance calculée"],
        },
        "payment": {
            "title": "Pour régler",
            "rows": [["IBAN", IBAN]],
            "texts": ["Par chèque"],
            "qr_caption": "À scanner",
            "qr": {
                "name": "Ateliers Morvan SAS",
                "iban": IBAN,
                "bic": "AGRIFRPP",
                "amount_cents": 123_450,
                "reference": REFERENCE,
                "text": "",
            },
        },
        "dispute": {"title": "Un désaccord ?", "text": "Écrivez-nous."},
        "signature": {"name": "Claire Martin", "lines": ["Recouvrement"]},
        "footer": "Ateliers Morvan SAS · RCS Lyon",
        **changes,
    }


def letter(**changes: Any) -> Letter:
    return replace(
        Letter(
            key="l-000001",
            kind="friendly",
            language="fr",
            written_at=AT,
            sender_name="Ateliers Morvan SAS",
            recipient_name="Boulangerie Dupré SARL",
            subject="Votre facture F2026-0123",
            recipient_lines=(
                "Boulangerie Dupré SARL",
                "Madame la gérante",
                "14 rue du Moulin",
                "38000 GRENOBLE",
            ),
            page=page(),
        ),
        **changes,
    )


def test_the_letter_is_an_archivable_and_accessible_pdf() -> None:
    reader = pypdf.PdfReader(BytesIO(post.pdf(letter())))
    xmp = reader.xmp_metadata
    assert xmp is not None
    packet = xmp.stream.get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert reader.metadata is not None
    assert reader.metadata.title == "Votre facture F2026-0123"
    assert reader.root_object["/Lang"] == "fr"
    assert {font.split("+")[-1].split("-")[0] for font in fonts_of(reader)} == {"Inter"}


def fonts_of(reader: pypdf.PdfReader) -> set[str]:
    resources: Any = reader.pages[0]["/Resources"]
    return {str(font.get_object()["/BaseFont"]).lstrip("/") for font in resources["/Font"].values()}


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert post.pdf(letter()) == post.pdf(letter())
    assert post.pdf(letter()) != post.pdf(letter(subject="Votre facture F2026-0124"))


LONG_NAME = "COMMUNAUTÉ D'AGGLOMÉRATION DU GRAND PAYS DE LA VALLÉE DE L'ISÈRE"


@pytest.mark.parametrize(
    "lines",
    [
        ("Boulangerie Dupré SARL", "38000 GRENOBLE"),
        (
            LONG_NAME,
            "SERVICE FACTURIER",
            "CS 40112",
            "14 AVENUE DU GÉNÉRAL DE GAULLE",
            "38000 GRENOBLE CEDEX 9",
        ),
    ],
)
def test_the_address_stands_in_the_window_of_a_dl_envelope(lines: tuple[str, ...]) -> None:
    sheet = pypdfium2.PdfDocument(post.pdf(letter(recipient_lines=lines)))[0]
    search, height = sheet.get_textpage(), sheet.get_height()
    millimetre = 72 / 25.4
    for word in (word for word in " ".join(lines).split() if len(word) > 4):
        found = search.search(word, match_case=True).get_next()
        assert found is not None, word
        start, count = found
        boxes = [search.get_charbox(index) for index in range(start, start + count)]
        assert min(box[0] for box in boxes) / millimetre >= 104.5
        assert max(box[2] for box in boxes) / millimetre <= 190
        assert (height - max(box[3] for box in boxes)) / millimetre >= 50
        assert (height - min(box[1] for box in boxes)) / millimetre <= 79


def test_the_qr_code_pays_the_right_account_the_right_amount_with_the_right_reference() -> None:
    lines = code_on(post.pdf(letter()))
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[4:7] == ["AGRIFRPP", "Ateliers Morvan SAS", IBAN]
    assert lines[7] == "EUR1234.50"
    assert lines[9] == REFERENCE


def test_without_a_structured_reference_the_qr_code_bears_the_words() -> None:
    payment = page()["payment"]
    transfer = payment["qr"] | {"reference": "", "text": "F2026-0123 Dupré", "amount_cents": 7}
    lines = code_on(post.pdf(letter(page=page(payment=payment | {"qr": transfer}))))
    assert lines[7] == "EUR0.07"
    assert lines[10] == "F2026-0123 Dupré"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iban": "FR7630006000011234567890188"},
        {"amount_cents": 0},
        {"amount_cents": 10**11},
        {"reference": "RF00X"},
        {"name": ""},
    ],
)
def test_a_qr_code_that_would_send_money_elsewhere_is_never_printed(wrong: dict[str, Any]) -> None:
    payment = page()["payment"]
    with pytest.raises(UndeliverableError, match="QR"):
        post.pdf(letter(page=page(payment=payment | {"qr": payment["qr"] | wrong})))


@pytest.mark.parametrize("cents", [1, 99, 10_000, 99_999_999_999])
@pytest.mark.parametrize("name", ["É", "Société Coopérative des Maraîchers du Val de l'Isère & Fils 1234567"])
def test_the_qr_code_is_read_whatever_the_name_and_the_amount(name: str, cents: int) -> None:
    payment = page()["payment"]
    transfer = payment["qr"] | {"name": name, "amount_cents": cents}
    lines = code_on(post.pdf(letter(page=page(payment=payment | {"qr": transfer}))))
    assert lines[5] == name
    assert lines[7] == f"EUR{cents // 100}.{cents % 100:02d}"


def test_without_a_bank_account_there_is_no_qr_code() -> None:
    payment = page()["payment"]
    assert code_on(post.pdf(letter(page=page(payment=payment | {"qr": None})))) == [""]


def test_data_are_printed_as_they_are_and_never_run_as_source() -> None:
    words = "".join(words_on(post.pdf(letter(subject=HOSTILE))).split())
    assert words.count("".join(HOSTILE.split())) == 3


def test_the_sheet_imports_no_package_reads_no_file_and_evaluates_nothing() -> None:
    source = (Path(post.__file__).parent / "sheet" / "letter.typ").read_text("utf-8")
    assert not any(
        word in source for word in ("#import", "#include", "eval(", "read(", "@preview", "plugin(")
    )


def test_the_compiler_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for place in (secret.as_posix(), "../rendering.py"):
        with pytest.raises(RuntimeError):
            _compiler.__wrapped__("letter.typ").compile(input=f'#read("{place}")'.encode(), format="pdf")


def test_three_hundred_invoices_run_over_several_pages_each_with_its_heading() -> None:
    row = page()["statement"]["groups"][0]["rows"][0]
    many = [[[f"F2026-{number:04d}"], *row[1:]] for number in range(300)]
    statement = page()["statement"] | {"groups": [{"title": "", "rows": many}]}
    reader = pypdf.PdfReader(BytesIO(post.pdf(letter(page=page(statement=statement)))))
    sheets = [sheet.extract_text() for sheet in reader.pages]
    assert len(sheets) > 5
    assert all("Reste dû" in sheet for sheet in sheets[:-1])
    assert f"Page {len(sheets)} / {len(sheets)}" in sheets[-1]
    assert all(f"F2026-{number:04d}" in "".join(sheets) for number in range(300))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((), "manque"),
        (("Boulangerie Dupré", "  "), "manque"),
        (tuple(f"ligne {number}" for number in range(8)), "8 lignes"),
        (("Boulangerie Dupré", "rue " * 70), "raccourcissez"),
        (("Boulangerie Dupré", "14 rue\ndu Moulin"), "retour à la ligne"),
    ],
)
def test_an_address_that_the_window_cannot_show_is_refused(lines: tuple[str, ...], why: str) -> None:
    with pytest.raises(UndeliverableError, match=why):
        post.pdf(letter(recipient_lines=lines))


def test_a_page_that_lacks_a_part_names_it() -> None:
    short = page()
    del short["dispute"]
    with pytest.raises(UndeliverableError, match="dispute"):
        post.pdf(letter(page=short))


def test_the_outbox_receives_one_whole_file_named_by_the_key(tmp_path: Path) -> None:
    with registry.open_way("letter", {"letter": {"outbox": tmp_path / "out"}}) as way:
        prepared = way.prepare(letter())
        first, second = way.hand(prepared, at=AT), way.hand(prepared, at=AT)
    assert (first.state, first.reference, second) == ("delivered", "l-000001.pdf", first)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["l-000001.pdf"]
    assert (tmp_path / "out" / "l-000001.pdf").read_bytes() == prepared.content


def test_a_key_that_already_names_another_letter_keeps_the_first(tmp_path: Path) -> None:
    with post.open_way({"outbox": tmp_path}) as way:
        first = way.prepare(letter())
        way.hand(first, at=AT)
        receipt = way.hand(way.prepare(letter(subject="Autre")), at=AT)
    assert (receipt.state, receipt.permanent) == ("refused", True)
    assert (tmp_path / "l-000001.pdf").read_bytes() == first.content


def test_a_disk_without_hard_links_still_gets_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", no_links)
    path = outbox.keep(tmp_path, "l-1", ".pdf", b"pdf")
    assert path.read_bytes() == b"pdf"
    assert [one.name for one in tmp_path.iterdir()] == ["l-1.pdf"]


def test_an_outbox_that_cannot_be_written_is_a_refusal_that_may_be_tried_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with post.open_way({"outbox": blocked}) as way:
        receipt = way.hand(way.prepare(letter()), at=AT)
    assert (receipt.state, receipt.permanent) == ("refused", False)


@pytest.mark.parametrize("key", ["", "../l-1", "a/b", ".cache", "x" * 121, "l 1"])
def test_a_key_that_could_leave_the_folder_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(UndeliverableError, match="clé"):
        outbox.keep(tmp_path, key, ".pdf", b"")


def test_a_letter_channel_without_an_outbox_is_off() -> None:
    assert not registry.configured("letter", {"letter": {}})
    with pytest.raises(NotConfiguredError, match="outbox"):
        registry.open_way("letter", {})


def test_the_fonts_are_vendored_with_their_licence() -> None:
    folder = Path(post.__file__).parent / "fonts"
    assert sorted(path.suffix for path in folder.iterdir()) == [".ttf", ".ttf", ".txt"]
    assert "SIL Open Font License" in (folder / "LICENSE-OFL.txt").read_text()


def test_a_draft_left_by_a_killed_worker_is_swept_away_and_one_being_written_stays(tmp_path: Path) -> None:
    left = tmp_path / ".abc.draft"
    left.write_bytes(b"half a let")
    with outbox._draft(tmp_path, b"%PDF") as draft:
        assert outbox.sweep(tmp_path) == 1
        assert draft.read_bytes() == b"%PDF"
    kept = outbox.keep(tmp_path, "m-1", ".pdf", b"%PDF")
    assert (outbox.sweep(tmp_path), list(tmp_path.iterdir())) == (0, [kept])
    assert outbox.sweep(tmp_path / "absent") == 0


def test_a_recalled_letter_lies_aside_whole_whoever_moved_it_and_one_taken_is_told(tmp_path: Path) -> None:
    outbox.keep(tmp_path, "1-7", ".pdf", b"%PDF")
    names = ["1-7.pdf", "1-8.pdf"]
    for _ in range(2):  # asked again, it changes nothing
        assert outbox.aside(tmp_path, names) == {"1-7.pdf": True, "1-8.pdf": False}
    assert (tmp_path / "recalled" / "1-7.pdf").read_bytes() == b"%PDF"
    assert not (tmp_path / "1-7.pdf").exists()


def test_a_letter_that_the_disk_keeps_is_met_again_and_the_others_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("1-7", "1-8"):
        outbox.keep(tmp_path, key, ".pdf", b"%PDF")
    move = outbox._move

    def stuck(path: Path, to: Path) -> None:
        if path.name == "1-7.pdf":
            raise PermissionError
        move(path, to)

    monkeypatch.setattr(outbox, "_move", stuck)
    assert outbox.aside(tmp_path, ["1-7.pdf", "1-8.pdf"]) == {"1-8.pdf": True}
    monkeypatch.undo()
    assert outbox.aside(tmp_path, ["1-7.pdf"]) == {"1-7.pdf": True}
