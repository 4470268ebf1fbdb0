"""Every address, as every role, as nobody, and as a stranger of another creditor (DESIGN §2.11).

An address without a rule here fails: whoever adds one says who may do what there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk import situations as some
from encours.desk import clock, middleware
from encours.desk.errors import in_plain_words
from encours.desk.navigation import plan
from encours.records.modules.models import MODULES, ModuleChoice
from encours.records.parties.models import Creditor
from encours.records.people.classes import SHOWN
from encours.records.people.models import RIGHTS, ROLES, Membership

IN_A_MESSAGE = ("personal", "bank", "pricing")
WATCHED = ("people", "access")
ALL = ("see",)  # whoever is a member
INDICATORS = ("collect", "approve", "policy", "people")
DONE = {200, 302, 409, 422, 429}  # done, or refused by a sentence on a form


@dataclass(frozen=True)
class Rule:
    """Who may: rights of which one is needed, `ALL` members, or None (no such method); `of` names the row."""

    get: tuple[str, ...] | None = ALL
    post: tuple[str, ...] | None = None
    of: str = ""
    args: tuple[Any, ...] = ()
    open_to_all: bool = False
    shown: tuple[int, ...] = (200,)
    also: tuple[int, ...] = ()
    query: str = ""  # the row that the query names
    shows: tuple[str, ...] = ()  # classes of fields that it shows

    def expected(self, method: str, role: str) -> set[int]:
        """The statuses that a member of this role may be answered with."""
        wanted = {"GET": self.get, "POST": self.post}.get(method)
        if wanted is None:
            return {405}
        if (wanted != ALL and not RIGHTS[role] & set(wanted)) or not SHOWN[role].issuperset(self.shows):
            return {403}
        return set(self.shown) if method == "GET" else DONE | set(self.also)


def form(*rights: str, of: str, shows: tuple[str, ...] = ()) -> Rule:
    """A form and its act: both ask for the right."""
    return Rule(get=rights, post=rights, of=of, shows=shows)


RULES: dict[str, Rule] = {
    # entrance
    "sign_in": Rule(post=ALL, open_to_all=True, shown=(302,)),
    "first_account": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("another-link",)),
    "sign_out": Rule(get=None, post=ALL, open_to_all=True),
    "language": Rule(get=None, post=ALL, open_to_all=True, also=(404,)),
    "theme": Rule(get=None, post=ALL, open_to_all=True, also=(404,)),
    "density": Rule(get=None, post=ALL, open_to_all=True, also=(404,)),
    "creditors": Rule(post=ALL, also=(404,)),
    "second_factor": Rule(post=ALL, open_to_all=True, shown=(302,)),
    "oidc_leave": Rule(open_to_all=True, shown=(404,)),
    "oidc_callback": Rule(open_to_all=True, shown=(404,)),
    # one's own account
    "account": Rule(),
    "change_password": Rule(post=ALL),
    "add_application": Rule(post=ALL),
    "add_passkey": Rule(post=ALL),
    "remove_factor": Rule(shown=(404,), post=ALL, also=(404,), args=(0,)),
    "recovery_codes": Rule(post=ALL, shown=(302,)),
    "close_sessions": Rule(get=None, post=ALL, also=(404,)),
    # accesses
    "people": Rule(get=WATCHED),
    "invite": form("people", of=""),
    "withdraw_invitation": Rule(get=None, post=("people",), of="invitation"),
    "edit_access": form("people", of="member"),
    "withdraw_access": form("people", of="member"),
    "account_open": form("people", of="member"),
    "access_matrix": Rule(get=WATCHED, post=WATCHED),
    "access_matrix_file": Rule(get=WATCHED, args=("csv",)),
    "access_reviews": Rule(get=WATCHED),
    "open_review": Rule(get=None, post=("people",)),
    "access_review": Rule(get=WATCHED, of="review"),
    "decide_access": Rule(get=None, post=("people",), of="review_line"),
    "sign_review": Rule(get=None, post=("people",), of="review"),
    "sign_ins": Rule(get=WATCHED),
    "join": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("another-link",)),
    # today
    "dashboard": Rule(),
    "board": Rule(),
    "work_list": Rule(),
    # boards
    "compose_board": Rule(),
    "change_board": Rule(get=None, post=ALL),
    "board_file": Rule(args=("csv",)),
    "tile": Rule(args=("debtors",)),
    "tile_lines": Rule(args=("overdue",)),
    "tile_file": Rule(args=("debtors", "csv")),
    "series": Rule(),
    "series_file": Rule(args=("csv",)),
    "indicators": Rule(),
    "new_indicator": form(*INDICATORS, of=""),
    "edit_indicator": Rule(get=INDICATORS, post=INDICATORS, args=("contested",)),
    "withdraw_indicator": Rule(get=None, post=INDICATORS, args=("contested",)),
    "mailings": Rule(post=ALL),
    "stop_mailing": Rule(get=None, post=ALL, of="mailing", also=(404,)),
    "work_weights": Rule(get=("policy",), post=("policy",)),
    "new_cases": Rule(),
    "scenarios": form("policy", of=""),
    "care_for_scenario": form("policy", of="scenario"),
    "add_scenario": form("policy", of=""),
    "compare_versions": Rule(),
    "scenario_trials": form("policy", of=""),
    "scenario_trial": Rule(get=("policy",), of="trial"),
    "simulate_scenarios": form("policy", of=""),
    "stop_trial": form("policy", of="asked_trial"),
    "propose_changes": form("policy", of=""),
    "draft_change": Rule(get=None, post=("policy",), of="trial", also=(404,)),
    "drop_draft": form("policy", of="draft"),
    "experiments": Rule(get=("policy",)),
    "begin_experiment": form("policy", of=""),
    "experiment": Rule(get=("policy",), of="experiment"),
    "stop_experiment": form("policy", of="experiment"),
    "publish_winner": form("policy", of="experiment"),
    "checklist": Rule(get=("policy",), post=("policy",), args=("b2b",)),
    # shared work
    "palette": Rule(),
    "activity": Rule(),
    "bulk": form("collect", "note", "approve", "policy", of=""),
    "bulk_file": Rule(args=("csv",)),
    "saved_filters": Rule(post=ALL),
    "forget_filter": Rule(get=None, post=ALL, of="filter"),
    "here": Rule(get=None, post=ALL, of="customer"),
    "case_access": form("collect", of="customer"),
    "renew_guest": Rule(get=None, post=("collect",), of="guest", also=(200,)),
    "renew_share": Rule(
        get=None, post=("collect",), of="share", also=(200,), shows=("personal", "bank", "pricing")
    ),
    "withdraw_guest": Rule(get=None, post=("collect",), of="guest"),
    "withdraw_share": Rule(get=None, post=("collect",), of="share"),
    "invited": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("no-link",)),
    "shared": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("no-link",)),
    "notices": Rule(post=ALL),
    "notice_choices": Rule(post=ALL),
    "ask_colleague": form("collect", "note", of="customer"),
    "thread": form("collect", "note", of="note"),
    "answer_task": Rule(post=ALL, of="task"),
    "portfolios": Rule(),
    "add_portfolio": form("policy", of=""),
    "rename_portfolio": form("policy", of="portfolio"),
    "close_portfolio": Rule(get=None, post=("policy",), of="portfolio"),
    "add_absence": Rule(post=ALL),
    "cancel_absence": Rule(get=None, post=("policy",), of="absence"),
    # customers
    "customers": Rule(),
    "customer": Rule(of="customer"),
    "edit_customer": form("collect", of="customer", shows=("personal",)),
    "add_contact": form("collect", of="customer", shows=("personal",)),
    "edit_contact": form("collect", of="contact", shows=("personal",)),
    "confirm_customer_terms": form("collect", of="customer", shows=("pricing",)),
    "confirm_customer_regime": form("collect", of="customer"),
    "hold_customer": form("collect", of="customer"),
    "wrong_person": form("collect", "note", of="customer"),
    "opt_out": form("collect", "note", of="customer"),
    "lift_opt_out": form("collect", "note", of="opposition"),
    "release_hold": form("collect", of="hold"),
    "approach": Rule(of="customer"),
    "choose_channel": form("collect", of="customer"),
    "spare_customer": form("collect", of="customer"),
    "end_sparing": form("collect", of="leniency"),
    "add_note": form("collect", "note", of="customer"),
    "do_step_task": form("collect", of="step_task"),
    "log_call": form("collect", "note", of="customer"),
    "customer_story": Rule(of="customer"),
    "add_document": form("collect", "note", of="customer"),
    "open_document": Rule(of="document", shown=(302,)),
    "remove_document": form("collect", "note", of="document"),
    "customer_risk": Rule(of="customer", shows=("pricing",)),
    "assess_customer_risk": form("collect", of="customer", shows=("pricing",)),
    "credit_limit": form("approve", of="customer", shows=("pricing",)),
    "add_order": form("collect", "note", of="customer"),
    "edit_order": form("collect", "note", of="order"),
    "add_deal": form("collect", "note", of="customer"),
    "edit_deal": form("collect", "note", of="deal"),
    "touch_customer": form("collect", "note", of="customer"),
    "groups": Rule(),
    "add_group": form("collect", of=""),
    "fill_group": form("collect", of="group"),
    "add_contract": form("collect", of="customer", shows=("pricing",)),
    "edit_contract": form("collect", of="contract", shows=("pricing",)),
    "add_promotion": form("collect", of="customer", shows=("pricing",)),
    "edit_promotion": form("collect", of="promotion", shows=("pricing",)),
    "use_contract_dates": form("collect", of="customer", shows=("pricing",)),
    "use_contract_date": form("collect", of="invoice", shows=("pricing",)),
    "look_up_company": form("collect", of="customer"),
    "take_company_data": form("collect", of="customer", shows=("personal",)),
    "merge_customer": form("collect", of="customer", shows=("personal", "pricing")),
    "undo_merging": form("collect", of="merging", shows=("personal", "pricing")),
    "customer_group": Rule(of="customer"),
    "make_group": form("collect", of="customer"),
    "edit_group": form("collect", of="grouped"),
    "group_head": form("collect", of="grouped", shows=("personal",)),
    "join_group": Rule(get=None, post=("collect",), of="grouped", also=(404,)),
    "leave_group": form("collect", of="grouped"),
    "statement": Rule(of="customer"),
    "statement_file": Rule(args=("pdf",), of="customer"),
    "mail_statement": form("collect", "send", of="customer", shows=("personal", "bank")),
    "statement_rhythm": form("collect", "send", of="customer"),
    # invoices
    "invoice_story": Rule(of="invoice"),
    "add_invoice_document": form("collect", "note", of="invoice"),
    "invoice": Rule(of="invoice"),
    "edit_invoice": form("collect", of="invoice"),
    "factor_invoice": form("collect", of="invoice"),
    "double_invoice": form("collect", of="invoice"),
    "double_payment": form("cash", of="payment"),
    "doubles": Rule(),
    "back_double": form("collect", "cash", of="double"),
    "hold_invoice": form("collect", of="invoice"),
    "pay_invoice": form("cash", of="invoice"),
    "note_invoice": form("collect", "note", of="invoice"),
    "open_dispute": form("collect", of="invoice"),
    "dispute_customer": form("collect", of="customer"),
    "close_dispute": form("collect", of="dispute"),
    "unpaid": Rule(),
    "awaiting": Rule(),
    # ageing
    "aged_balance": Rule(),
    "aged_balance_file": Rule(args=("csv",)),
    # set-up
    "setup": Rule(post=("policy",)),
    "setup_cautions": Rule(),
    "confirm_iban": Rule(get=None, post=("policy",)),
    "give_up_iban": Rule(get=None, post=("policy",)),
    # files
    "imports": Rule(post=("import",)),
    "intake": Rule(of="intake"),
    "upload": form("import", of="upload"),
    "sources": Rule(post=("import",)),
    "stop_source": Rule(get=None, post=("import",), of="place"),
    "add_sender": Rule(get=None, post=("import",)),
    "remove_sender": Rule(get=None, post=("import",), of="sender"),
    "arrival": Rule(of="arrival"),
    "take_arrival": Rule(get=None, post=("import",), of="arrival"),
    "decline_arrival": Rule(get=None, post=("import",), of="arrival"),
    "set_aside_documents": Rule(post=("import",)),
    # of a ledger: no line of it is corrected here
    "correct_line": Rule(
        get=("import",), post=("import",), of="intake", args=(2,), shown=(404,), also=(404,)
    ),
    "drop_upload": Rule(get=None, post=("import",), of="upload"),
    # bank
    "bank": Rule(),
    "unapplied_cash": Rule(),
    "slips": Rule(),
    "key_slip": Rule(get=("cash",), post=("cash",)),
    "slip": Rule(of="deposit"),
    "tie_slip": Rule(get=None, post=("cash",), of="deposit"),
    "untie_slip": form("cash", of="deposit"),
    "cancel_slip": form("cash", of="deposit"),
    "payouts": Rule(),
    "payout": Rule(of="payout"),
    "tie_payout": Rule(get=("cash",), post=("cash",), of="payout", query="line"),
    "untie_payout": form("cash", of="payout"),
    "dismiss_payout": form("cash", of="payout"),
    "await_payout": Rule(get=None, post=("cash",), of="payout"),
    "payment": Rule(of="payment"),
    "apply_payment": form("cash", of="payment"),
    "refund_payment": form("cash", of="payment"),
    "transfer_payment": form("cash", of="payment"),
    "approve_refund": Rule(get=None, post=("approve",), of="refund"),
    "cancel_refund": form("cash", "approve", of="refund"),
    "confirm_refund": form("cash", of="refund"),
    "undo_transfer": form("cash", of="transfer"),
    "prepare_refunds": Rule(get=None, post=("cash",)),
    "refund_file": Rule(get=("cash",), of="refund_order", shown=(200, 404), shows=("bank",)),
    "cancel_refund_file": form("cash", of="refund_order"),
    "refund_rule": Rule(get=("policy",), post=("policy",)),
    "matching_accuracy": Rule(),
    "matching_rules": Rule(),
    "change_matching": Rule(get=None, post=("policy",)),
    "recalibrate": Rule(get=None, post=("policy",)),
    "attach_account": Rule(get=None, post=("cash",), of="account"),
    "bank_line": Rule(of="line"),
    "apply_line": Rule(get=("cash",), post=("cash",), of="line", query="customer", also=(404,)),
    "accept_proposal": Rule(get=None, post=("cash",), of="line"),
    "refuse_proposal": Rule(get=None, post=("cash",), of="line"),
    "set_aside": form("cash", of="line"),
    "take_back": Rule(get=None, post=("cash",), of="line"),
    "tie_return": Rule(get=None, post=("cash",), of="line", also=(404,)),
    "dismiss_return": form("cash", of="line"),
    "undo_return": form("cash", of="line"),
    "confirm_same": Rule(get=None, post=("cash",), of="doubt"),
    "undo_application": form("cash", of="application"),
    # payment advice and promises
    "remittances": Rule(),
    "remittance": Rule(of="remittance"),
    "tie_remittance": Rule(get=None, post=("cash",), of="remittance"),
    "untie_remittance": form("cash", of="remittance"),
    "set_remittance_aside": form("cash", of="remittance"),
    "treat_short": form("cash", of="remittance_line"),
    "short_rules": Rule(),
    "change_shorts": Rule(get=None, post=("policy",)),
    # entries for the accounting software
    "entries": Rule(),
    "export_entries": Rule(get=None, post=("cash",)),
    "entry_rules": Rule(),
    "change_entry_rules": Rule(get=None, post=("policy",)),
    "entry_file": Rule(get=("cash",), of="entry_export", shown=(404,)),
    "promises": Rule(),
    "make_promise": form("collect", "note", of="customer"),
    "withdraw_promise": form("collect", of="promise"),
    # doubtful customers
    "doubtful": Rule(),
    "doubtful_file": Rule(get=("cash",)),
    "accept_doubtful": Rule(get=None, post=("cash",)),
    "book_doubtful": Rule(get=("cash",), post=("cash",), shown=(302,)),
    "doubtful_rules": Rule(),
    "change_doubtful_rules": Rule(get=None, post=("policy",)),
    "mark_doubtful": form("collect", of="customer"),
    "end_doubtful": form("collect", of="doubtful"),
    "rate_doubtful": form("cash", of="doubtful"),
    # the life-cycle of a case
    "case_life": Rule(of="customer"),
    "choose_procedure": form("collect", of="customer"),
    "enter_judicial": form("approve", of="customer"),
    "ask_phase_exception": form("collect", of="customer"),
    "decide_phase_exception": form("approve", of="phase_exception"),
    "leave_judicial": form("approve", of="judicial_phase"),
    # direct debits
    "debits": Rule(),
    "announce_debits": Rule(get=None, post=("cash",)),
    "prepare_debits": Rule(get=None, post=("cash",)),
    "debit_batch": Rule(of="debit_batch"),
    "debit_file": Rule(get=("cash",), of="debit_batch", shown=(200, 404), shows=("bank",)),
    "hand_debits": Rule(get=None, post=("cash",), of="debit_batch"),
    "cancel_debits": form("cash", of="debit_batch"),
    "debit_rules": Rule(),
    "change_debit_rules": Rule(get=None, post=("policy",)),
    "mandates": Rule(),
    "add_mandate": form("collect", of="customer", shows=("bank",)),
    "edit_mandate": form("collect", of="mandate", shows=("bank",)),
    "revoke_mandate": form("collect", of="mandate"),
    "take_up_mandate": form("collect", of="mandate"),
    # mails that came in
    "documents": Rule(),
    "printed_invoices": Rule(get=("import",)),
    "printed_invoice": form("import", of="printed"),
    "printed_file": Rule(get=("import",), of="printed", shown=(404,)),
    "mail": Rule(),
    "received_mail": Rule(of="received"),
    "mail_file": Rule(get=None, post=ALL, of="received", args=(0,), shows=("personal", "bank")),
    "file_mail": Rule(get=None, post=("collect", "note"), of="received"),
    "set_aside_mail": Rule(get=None, post=("collect", "note"), of="received"),
    # proposals
    "proposals": Rule(),
    "proposal": Rule(of="message"),
    "proposal_html": Rule(of="message", shows=IN_A_MESSAGE),
    "proposal_pdf": Rule(of="message", shown=(200, 404), shows=IN_A_MESSAGE),
    "approve": Rule(get=None, post=("approve",)),
    "approvals": Rule(),
    "decide_approvals": Rule(get=None, post=("approve",)),
    "resubmit": form("collect", "send", of="message"),
    "approval_rules": Rule(),
    "edit_approval_rules": Rule(get=("policy",), post=("policy",)),
    "count_approval_rules": Rule(get=None, post=("policy",)),
    "add_delegation": form("approve", of=""),
    "cancel_delegation": Rule(get=None, post=("policy",), of="delegation"),
    "run_today": Rule(get=None, post=("collect", "send")),
    "send": Rule(get=None, post=("send",)),
    "shadow": Rule(get=("policy",), post=("policy",)),
    "accept_freshness": Rule(get=None, post=("send",)),
    "type_recipient": form("collect", "send", of="message", shows=("personal",)),
    "move": form("collect", "send", of="message"),
    "choose_offer": form("collect", "send", of="message"),
    "withdraw": form("collect", "send", of="message"),
    "answer_uncertain": Rule(get=None, post=("send",), of="message"),
    # letters to post
    "letters": Rule(),
    "guards": Rule(),
    "stop_all": form("collect", "send", of=""),
    "lift_stop": form("policy", of=""),
    "daily_most": form("policy", of=""),
    "holds": Rule(),
    "say_posted": Rule(get=None, post=("collect", "send")),
    "answer_recalls": Rule(get=None, post=("collect", "send")),
    "recall_letter": form("collect", "send", of="letter"),
    "unpost_letter": form("collect", "send", of="posted_letter"),
    "letter_file": Rule(of="letter", shown=(404,), shows=IN_A_MESSAGE),
    # quality of data
    "quality": Rule(),
    "look_over": Rule(get=None, post=("collect", "import", "policy")),
    "quality_files": Rule(),
    "readiness": Rule(),
    "quality_rules": form("policy", of=""),
    "quality_file": Rule(args=("csv",)),
    "source_ranking": form("policy", of=""),
    "accept_finding": form("collect", of="finding"),
    "withdraw_acceptance": form("collect", of="finding"),
    # connected systems
    "connectors": Rule(get=("policy",)),
    "add_connector": Rule(get=("policy",), post=("policy",), args=("dolibarr",)),
    "connector": Rule(get=("policy",), of="connector"),
    "change_connector": form("policy", of="connector"),
    "sync_connector": Rule(get=None, post=("policy",), of="connector"),
    "test_connector": Rule(get=None, post=("policy",), of="connector"),
    "answer_intention": form("policy", of="intention"),
    # policies
    "policies": Rule(),
    "edit_ladder": form("policy", of=""),
    "move_case": form("policy", of="customer"),
    "confirm_rate": form("policy", of=""),
    "confirm_terms": form("policy", of=""),
    "confirm_regime": form("policy", of=""),
    "template": Rule(post=("policy",), args=("firm", "fr")),
    "delivered_template": Rule(get=("policy",), post=("policy",), args=("firm", "fr")),
    "try_template": Rule(get=None, post=ALL, args=("firm", "fr")),
    # help and the tour
    "help": Rule(),
    "help_topic": Rule(args=("customers",)),
    "trial": Rule(),
    "tour": Rule(),
    "end_tour": Rule(get=None, post=ALL),
    # objectives
    "objectives": Rule(),
    "set_objective": form("policy", of=""),
    "follow_objectives": Rule(get=None, post=("policy",)),
    "objective": Rule(of="objective"),
    "change_objective": form("policy", of="objective"),
    "close_objective": form("policy", of="objective"),
    "improvements": Rule(),
    "add_improvement": form("policy", of=""),
    "change_improvement": form("policy", of="improvement"),
    "returns": Rule(),
    "returns_file": Rule(shown=(200, 404)),
    # one's own activity
    "my_activity": Rule(),
    "lesson": Rule(args=("notes",)),
    "team_activity": Rule(get=("policy",)),
    "count_team": Rule(get=None, post=("policy",)),
    # modules
    "modules": Rule(get=("people",)),
    "switch_module": Rule(get=("people",), post=("people",), args=("bank",)),
    # fields of one's own
    "own_fields": Rule(),
    "declare_field": form("policy", of=""),
    "change_field": form("policy", of="field"),
    "retire_field": Rule(get=None, post=("policy",), of="field"),
    "fill_customer": form("collect", of="customer"),
    "fill_invoice": Rule(get=("collect",), post=("collect",), of="invoice", shown=(302,)),
    "own_segments": Rule(),
    "edit_segments": Rule(get=("policy",), post=("policy",)),
    "count_segments": Rule(get=None, post=("policy",)),
    # store
    "store": Rule(get=("access",)),
    # layouts of tables
    "layouts": Rule(get=("import",)),
    "change_layout": form("import", of="layout"),
    "forget_layout": Rule(get=None, post=("import",), of="layout"),
    "refused_lines": Rule(get=("import",), of="intake", shown=(200, 404)),
    # prospects
    "open_prospect": form("collect", "note", of="", shows=("personal",)),
    "become_customer": form("collect", "note", of="prospect"),
    "drop_prospect": form("collect", "note", of="prospect"),
    # documents asked of customers
    "document_requests": Rule(),
    "document_request": Rule(of="request"),
    "ask_documents": form("collect", "note", of="customer", shows=("personal",)),
    "ask_invoice_documents": form("collect", "note", of="invoice", shows=("personal",)),
    "remind_request": Rule(get=None, post=("collect", "note"), of="request"),
    "refuse_document": form("collect", "note", of="request"),
    "close_request": Rule(get=None, post=("collect", "note"), of="request"),
    "deposit": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("another-link",)),
    # measures
    "measures": Rule(),
    "action_effects": Rule(),
    "keep_measures": Rule(get=None, post=("approve", "policy")),
    "set_baseline": form("approve", "policy", of=""),
    "measure_records": Rule(),
    "record_cost": form("approve", "policy", of=""),
    "record_outcome": form("approve", "policy", of=""),
    "record_complaint": form("collect", "note", "approve", "policy", of=""),
    "ask_survey": form("collect", "note", "approve", "policy", of=""),
    "give_score": Rule(post=ALL, open_to_all=True, shown=(404,), also=(404,), args=("another-link",)),
    "answer_survey": form("collect", "note", "approve", "policy", of="survey"),
    "cancel_cost": form("approve", "policy", of="cost"),
    "cancel_outcome": form("approve", "policy", of="outcome"),
    "cancel_complaint": form("collect", "note", "approve", "policy", of="complaint"),
    "cancel_survey": form("collect", "note", "approve", "policy", of="survey"),
}


def _patterns(under: URLResolver) -> Iterator[URLPattern]:
    for each in under.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


NAMES = sorted(pattern.name or str(pattern.pattern) for pattern in _patterns(get_resolver()))


_LAST = {
    "run_today",
    "look_over",
    "quality_rules",
    "send",
    "confirm_rate",
    "confirm_regime",
    "confirm_terms",
}  # these replace the proposals that other addresses name


@dataclass(frozen=True)
class Walk:
    """One identity and the rows of the first creditor; every request is of its own client and session."""

    person: Any
    rows: dict[str, int]

    def asks(self, method: str, name: str) -> Any:
        client, rule = Client(raise_request_exception=False), RULES[name]
        if self.person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._session()
        args = [*([self.rows[rule.of]] if rule.of else []), *rule.args]
        query = f"?{rule.query}={self.rows[rule.query]}" if rule.query else ""
        return client.generic(method, reverse(name, args=args) + query)

    def _session(self) -> str:
        """Of a session just opened: what follows a sign-in is another test's, and asks a dozen queries."""
        session = SessionStore()
        session[SESSION_KEY] = str(self.person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = self.person.get_session_auth_hash()
        session.save(must_create=True)
        return str(session.session_key)

    def everywhere(self) -> Iterator[tuple[str, str, Rule, Any]]:
        """Every address with every method: what is only read first, for acts change what is there."""
        for method in ("GET", "DELETE", "POST"):
            for name in sorted(NAMES, key=_LAST.__contains__):
                if name in RULES:
                    yield method, name, RULES[name], self.asks(method, name)


def stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a walk: one instant, no log, and of the pages that refuse, each is drawn once.

    What it says is all that differs, and in whose house: the same refusal of another address is told bare.
    """
    drawn: set[tuple[object, ...]] = set()

    def refused(request: Any, response: Any) -> Any:
        visit = getattr(request, "visit", None)
        told = (response.status_code, getattr(request, "refusal", ""), visit and visit.creditor)
        if told in drawn:
            return response
        page = in_plain_words(request, response)
        if page is not response:
            drawn.add(told)
        return page

    monkeypatch.setattr(middleware, "in_plain_words", refused)
    monkeypatch.setattr(clock, "now", lambda: some.NOW)
    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *_a, **_k: None)


@pytest.fixture
def creditors(house: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Creditor, Creditor, dict[str, int]]:
    """Two creditors with one row of each kind, and the rows of the first."""
    stand_still(monkeypatch)
    ours, theirs = some.a_creditor(), some.a_creditor("Scierie Vauban", "552100554")
    for creditor in (ours, theirs):
        ModuleChoice.objects.create(creditor=creditor, chosen=dict.fromkeys(MODULES, True))
    rows = some.one_of_each(ours)
    some.one_of_each(theirs)
    return ours, theirs, rows


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert sorted(RULES) == NAMES


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_what_its_rights_allow_and_no_more(
    role: str, creditors: tuple[Creditor, Creditor, dict[str, int]]
) -> None:
    """Nor less: what its navigation leads to opens."""
    ours, _theirs, rows = creditors
    led_to = {each.name for each in plan().entries if role in each.roles}
    wrong = []
    for method, name, rule, answer in Walk(some.a_person(role, ours), rows).everywhere():
        expected = rule.expected(method, role)
        if answer.status_code not in expected:
            wrong.append(f"{method} {name}: {answer.status_code}, expected {sorted(expected)}")
        if method == "GET" and name in led_to and answer.status_code != 200:
            wrong.append(f"{name} is in the navigation and answers {answer.status_code}")
    assert led_to
    assert not wrong, "\n".join(wrong)


def test_nobody_is_led_to_the_sign_in_page(
    creditors: tuple[Creditor, Creditor, dict[str, int]],
) -> None:
    wrong = []
    for method, name, rule, answer in Walk(None, creditors[2]).everywhere():
        led = answer.status_code == 302 and answer.url.startswith("/sign-in")
        if not (led or (rule.open_to_all and answer.status_code in DONE | {404, 405})):
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_of_another_creditor_finds_nothing_of_ours(
    creditors: tuple[Creditor, Creditor, dict[str, int]],
) -> None:
    _ours, theirs, rows = creditors
    wrong = []
    for method, name, rule, answer in Walk(some.a_person("administrator", theirs), rows).everywhere():
        if "Secret de Ateliers Delmas" in _text(answer) or "SECRET-1" in _text(answer):
            wrong.append(f"{method} {name} shows ours")
        if answer.status_code not in ({404, 405} if rule.of else rule.expected(method, "administrator")):
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_member_whose_scope_holds_none_of_these_customers_finds_nothing_of_them(
    creditors: tuple[Creditor, Creditor, dict[str, int]],
) -> None:
    ours, _theirs, rows = creditors
    person = some.a_person("administrator", ours)
    Membership.objects.filter(user=person).update(scope="invited")
    wrong = []
    for method, name, rule, answer in Walk(person, rows).everywhere():
        if "Secret de Ateliers Delmas" in _text(answer) or "SECRET-1" in _text(answer):
            wrong.append(f"{method} {name} shows what is out of scope")
        if rule.of and answer.status_code not in {403, 404, 405}:
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _text(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("latin-1")
