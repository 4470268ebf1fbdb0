"""Whether a query only reads: one SELECT, understood whole, that locks, writes and calls nothing dangerous."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from encours.core.refusals import RuleError

_LONGEST = 4_000
_WRITES = (
    exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Into,
    exp.Lock, exp.Set, exp.Copy, exp.Pragma, exp.Attach,
)  # fmt: skip
_FORBIDDEN = frozenset(
    {
        *("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"),
        *("pg_read_file", "pg_read_binary_file", "pg_ls_dir", "pg_sleep", "pg_terminate_backend"),
        *("pg_cancel_backend", "pg_advisory_lock", "pg_reload_conf", "pg_logical_emit_message"),
        *("lo_import", "lo_export", "lo_from_bytea", "dblink", "dblink_exec", "set_config", "query_to_xml"),
        *("nextval", "setval", "txid_current", "load_file", "sleep", "benchmark", "get_lock"),
        *("sys_exec", "sys_eval", "openrowset", "opendatasource", "openquery", "xp_cmdshell"),
    }
)


def checked(text: str, dialect: str, table: str) -> str:
    """The query, without the semicolon at its end.

    Raises
        RuleError: it is not one SELECT, or does something else besides.
    """
    query = text.strip().rstrip(";").strip()
    unclear = RuleError(
        f"{table}_wrong", f"La requête « {table} » ne se comprend pas : écrire un seul SELECT."
    )
    if not query or len(query) > _LONGEST:
        raise unclear
    try:
        parsed = sqlglot.parse(query, dialect=dialect)
    except (sqlglot.errors.SqlglotError, RecursionError) as wrong:
        raise unclear from wrong
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Select | exp.SetOperation):
        raise unclear
    if any(isinstance(node, _WRITES) or _named(node) in _FORBIDDEN for node in parsed[0].walk()):
        raise RuleError(
            f"{table}_wrong", f"La requête « {table} » fait autre chose que lire : écrire un seul SELECT."
        )
    return query


def _named(node: object) -> str:
    """The name of a function that is called; empty for anything else."""
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""
