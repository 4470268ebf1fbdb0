"""Vérifie un dossier exporté, sans rien d'autre que Python. / Verifies an exported case with Python alone.

    python verify.py [FOLDER]

Leaves and tree: RFC 6962. Signatures: Ed25519, RFC 8032 section 5.1.7. Canonical JSON: RFC 8785.
Exit code 0 when all holds, 1 otherwise. `export` copies this file into each case as verify.py, the curve
in place of its import: nothing of Encours is needed to run it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035 — an expert's Python may be older than ours

from encours.records.history.curve import is_signed

_SAYS = {
    "unreadable": ("{file} est illisible : {why}", "{file} cannot be read: {why}"),
    "manifest": (
        "manifest.json n'est pas celui que la clé publique a signé",
        "manifest.json is not the one the public key signed",
    ),
    "changed": ("{file} a changé depuis l'export", "{file} has changed since the export"),
    "missing": ("{file} manque", "{file} is missing"),
    "unknown": ("{file} ne fait pas partie de l'export", "{file} is not part of the export"),
    "line": ("{file}, ligne {line} : illisible", "{file}, line {line}: cannot be read"),
    "leaf": (
        "leaves.jsonl, ligne {line} : la feuille {position} ne correspond plus à son empreinte",
        "leaves.jsonl, line {line}: leaf {position} no longer matches its digest",
    ),
    "place": (
        "leaves.jsonl, ligne {line} : la feuille {position} parle d'un autre acte ou d'un autre client",
        "leaves.jsonl, line {line}: leaf {position} speaks of another act or another customer",
    ),
    "proof": (
        "proofs.jsonl : la feuille {position} n'est pas prouvée dans l'arbre signé",
        "proofs.jsonl: leaf {position} is not proven to be in the signed tree",
    ),
    "chain": (
        "roots.jsonl, ligne {line} : la racine de {size} feuilles n'est pas enchaînée à la précédente",
        "roots.jsonl, line {line}: the root of {size} leaves is not chained to the one before",
    ),
    "signature": (
        "roots.jsonl, ligne {line} : la racine de {size} feuilles n'est pas signée par la clé publique",
        "roots.jsonl, line {line}: the root of {size} leaves is not signed by the public key",
    ),
    "rows": (
        "rows.jsonl : {fact}, écriture {entry} : les faits ne sont pas ceux que la feuille a scellés",
        "rows.jsonl: {fact}, entry {entry}: the facts are not those the leaf sealed",
    ),
    "file": (
        "{file} n'a pas l'empreinte {sha256} que l'historique retient",
        "{file} does not have the digest {sha256} that the history holds",
    ),
    "untied": (
        "{file} n'est cité par aucun envoi scellé",
        "{file} is not named by any sealed delivery",
    ),
}
_GENESIS = "0" * 64
_SIGNATURES = 500  # in pure Python each takes some milliseconds; the last one answers for all by the chain


def proven_root(leaf: str, index: int, size: int, path: list[str]) -> str | None:
    """Recompute the root of a tree from a leaf and its audit path (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    position, last, digest = index, size - 1, bytes.fromhex(leaf)
    for step in path:
        if last == 0:
            return None
        sibling = bytes.fromhex(step)
        if position % 2 or position == last:
            digest = hashlib.sha256(b"\x01" + sibling + digest).digest()
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            digest = hashlib.sha256(b"\x01" + digest + sibling).digest()
        position, last = position // 2, last // 2
    return digest.hex() if last == 0 else None


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"{len(text.encode())}:{text}"


def rows_digest(rows: list[list[Any]]) -> str:
    """Digest rows as a leaf does: each cell preceded by its length, rows in the order of their key."""
    lines = ("".join(_cell(value) for value in row) for row in sorted(rows, key=lambda row: row[0]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class Case:
    """An exported case: reads its files, and gathers what does not hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[tuple[str, dict[str, Any]]] = []
        self.figures: dict[str, int] = {}
        self.customers: list[int] = []  # the customer, and those merged with it
        self.key = b""

    def find(self, code: str, **facts: Any) -> None:
        """Note what does not hold."""
        self.found.append((code, facts))

    def read(self, name: str) -> bytes:
        """Read a file; one that cannot be read is a finding."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            self.find("unreadable", file=name, why=error.strerror)
            return b""

    def lines(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Read a file of one JSON object a line."""
        for number, line in enumerate(self.read(name).splitlines(), start=1):
            try:
                content = json.loads(line)
            except ValueError:
                content = None
            if isinstance(content, dict):
                yield number, content
            else:
                self.find("line", file=name, line=number)

    def verify(self) -> None:
        """Verify everything, from the signature of the whole to each fact."""
        self.verify_manifest()
        last = self.verify_roots()
        claims, erased = self.verify_leaves(last)
        sealed = self.verify_rows(claims, erased)
        self.verify_files(sealed)

    def verify_manifest(self) -> None:
        """The manifest is signed, and each file is the one it names."""
        text, signature = self.read("manifest.json"), self.read("manifest.sig")
        try:
            self.key = bytes.fromhex(self.read("public_key.txt").decode("ascii").strip())
            signed = is_signed(
                self.key, hashlib.sha256(text).digest(), bytes.fromhex(signature.decode().strip())
            )
            manifest = json.loads(text)
            files, whose = dict(manifest["files"]), manifest["customer"]
            self.customers = [whose["number"], *whose.get("also", ())]
        except (ValueError, KeyError, TypeError):
            signed, files = False, {}
        if not signed:
            self.find("manifest")
        present = {
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        }
        for name in sorted(present - set(files) - {"manifest.json", "manifest.sig"}):
            self.find("unknown", file=name)
        for name in sorted(files):
            if name not in present:
                self.find("missing", file=name)
            elif hashlib.sha256(self.read(name)).hexdigest() != files[name]:
                self.find("changed", file=name)
        self.figures["files"] = len(files)

    def verify_roots(self) -> dict[str, Any]:
        """Each root is chained to the one before and signed; return the last one."""
        before, roots = _GENESIS, list(self.lines("roots.jsonl"))
        checked = 0
        for place, (line, root) in enumerate(roots):
            try:
                text = {"at": root["at"], "before": before, "root": root["root"], "size": root["size"]}
                chain = hashlib.sha256(_canonical(text).encode()).digest()
                signature = bytes.fromhex(root["signature"])
                before = root["chain"]
            except (KeyError, TypeError, ValueError):
                self.find("line", file="roots.jsonl", line=line)
                continue
            if chain.hex() != before:
                self.find("chain", line=line, size=root["size"])
            if len(roots) - place <= _SIGNATURES:
                checked += 1
                if not is_signed(self.key, chain, signature):
                    self.find("signature", line=line, size=root["size"])
        self.figures.update(roots=len(roots), signatures=checked)
        return roots[-1][1] if roots else {}

    def verify_leaves(self, last: dict[str, Any]) -> tuple[dict[Any, Any], set[Any]]:
        """Each leaf is what its digest says and is in the signed tree; return what leaves claim of rows."""
        paths = {proof.get("position"): proof.get("path") for _, proof in self.lines("proofs.jsonl")}
        claims: dict[Any, Any] = {}
        erased: set[Any] = set()
        count = 0
        for line, leaf in self.lines("leaves.jsonl"):
            count += 1
            try:
                self._verify_leaf(line, leaf, last, paths.get(leaf["position"]), claims)
            except (KeyError, TypeError, ValueError):
                self.find("line", file="leaves.jsonl", line=line)
            if leaf.get("content") is None and leaf.get("customer") is not None:
                erased.add((leaf["entry"], leaf["customer"]))
        self.figures.update(leaves=count, erased=len(erased))
        return claims, erased

    def _verify_leaf(self, line: int, leaf: dict[str, Any], last: Any, path: Any, claims: Any) -> None:
        position = leaf["position"]
        try:
            root = proven_root(leaf["digest"], position, last.get("size", 0), path)
        except (TypeError, ValueError):
            root = None
        if root is None or root != last.get("root"):
            self.find("proof", position=position)
        if leaf["content"] is None:
            return
        text = b"\x00" + bytes.fromhex(leaf["salt"]) + leaf["content"].encode()
        if hashlib.sha256(text).hexdigest() != leaf["digest"]:
            self.find("leaf", line=line, position=position)
            return
        content = json.loads(leaf["content"])
        said = content.get("customer")
        moved = content["entry"] != leaf["entry"] or said != leaf["customer"]
        if moved or said not in (None, *(self.customers or [said])):
            self.find("place", line=line, position=position)
        if said is not None:
            version = content.get("version", 1)  # of the list of columns that the digests were made by
            claims.update(
                {(fact, leaf["entry"], said): [*sealed, version] for fact, sealed in content["rows"].items()}
            )

    def verify_rows(self, claims: dict[Any, Any], erased: set[Any]) -> set[str]:
        """The facts are those the leaves sealed; return the digests of documents that deliveries name."""
        named: set[str] = set()
        found: dict[Any, Any] = {}
        for line, group in self.lines("rows.jsonl"):
            try:
                place, rows = (group["fact"], group["entry"], group["customer"]), group["rows"]
                found[place] = [len(rows), rows_digest(rows), group.get("version", 1)]
                if "document_sha256" in group["columns"]:
                    named |= {row[group["columns"].index("document_sha256")] for row in rows}
            except (KeyError, TypeError, ValueError, IndexError):
                self.find("line", file="rows.jsonl", line=line)
        for fact, entry, whose in sorted(claims.keys() | found.keys()):
            place = (fact, entry, whose)
            if found.get(place) != claims.get(place) and (entry, whose) not in erased:
                self.find("rows", fact=fact, entry=entry)
        self.figures["facts"] = sum(count for count, *_ in found.values())
        return named

    def verify_files(self, named: set[str]) -> None:
        """Each kept file has the digest that a sealed delivery names."""
        kept = 0
        for line, file in self.lines("files.jsonl"):
            try:
                if file["sha256"] not in named:
                    self.find("untied", file=file["name"])
                if file["path"] is None:
                    continue
                kept += 1
                if hashlib.sha256(self.read(file["path"])).hexdigest() != file["sha256"]:
                    self.find("file", file=file["path"], sha256=file["sha256"])
            except (KeyError, TypeError):
                self.find("line", file="files.jsonl", line=line)
        self.figures["documents"] = kept


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


_HOLDS = (
    """TOUT EST INTACT : {leaves} feuilles (dont {erased} effacées) prouvées dans l'arbre signé,
{roots} racines enchaînées ({signatures} signatures),
{facts} faits, {documents} documents, {files} fichiers.""",
    """EVERYTHING HOLDS: {leaves} leaves ({erased} of them erased) proven in the signed tree,
{roots} chained roots ({signatures} signatures),
{facts} facts, {documents} documents, {files} files.""",
)
_FAILS = ("{count} CONSTATS :", "{count} FINDINGS:")
_KEY = ("Clé publique : {key}", "Public key: {key}")


def main(folder: Path) -> int:
    """Verify the case in a folder, say in French then in English what holds, and return the exit code."""
    case = Case(folder)
    case.verify()
    for tongue in (0, 1):
        said = [_KEY[tongue].format(key=case.key.hex())]
        if case.found:
            said.append(_FAILS[tongue].format(count=len(case.found)))
            said += [f"  - {_SAYS[code][tongue].format(**facts)}" for code, facts in case.found]
        else:
            said.append(_HOLDS[tongue].format(**case.figures))
        sys.stdout.buffer.write(("\n".join(said) + "\n\n").encode())
    return 1 if case.found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
