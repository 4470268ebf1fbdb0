"""Addresses of the bank."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.bank import (
    accuracy,
    applying,
    deposits,
    idle,
    outgoing,
    payouts,
    refund_orders,
    returns,
    rules,
    views,
)
from encours.desk.navigation import KEEPERS, Entry, Navigation
from encours.desk.waiting import to_apply

urlpatterns = [
    path("bank", views.bank, name="bank"),
    path("bank/unapplied", idle.unapplied_cash, name="unapplied_cash"),
    path("bank/slips", deposits.deposits, name="slips"),
    path("bank/slips/new", deposits.key_in, name="key_slip"),
    path("bank/slips/<int:pk>", deposits.deposit, name="slip"),
    path("bank/slips/<int:pk>/tie", deposits.tie, name="tie_slip"),
    path("bank/slips/<int:pk>/untie", deposits.untie, name="untie_slip"),
    path("bank/slips/<int:pk>/cancel", deposits.cancel, name="cancel_slip"),
    path("bank/payouts", payouts.payouts, name="payouts"),
    path("bank/payouts/<int:pk>", payouts.payout, name="payout"),
    path("bank/payouts/<int:pk>/tie", payouts.tie, name="tie_payout"),
    path("bank/payouts/<int:pk>/untie", payouts.untie, name="untie_payout"),
    path("bank/payouts/<int:pk>/dismiss", payouts.dismiss, name="dismiss_payout"),
    path("bank/payouts/<int:pk>/again", payouts.again, name="await_payout"),
    path("bank/refunds/prepare", refund_orders.prepare, name="prepare_refunds"),
    path("bank/refunds/files/<int:pk>", refund_orders.file, name="refund_file"),
    path("bank/refunds/files/<int:pk>/cancel", refund_orders.cancel, name="cancel_refund_file"),
    path("bank/refunds/rule", outgoing.rule, name="refund_rule"),
    path("payments/<int:pk>", outgoing.payment, name="payment"),
    path("payments/<int:pk>/apply", outgoing.apply, name="apply_payment"),
    path("payments/<int:pk>/refund", outgoing.refund, name="refund_payment"),
    path("payments/<int:pk>/transfer", outgoing.transfer, name="transfer_payment"),
    path("refunds/<int:pk>/approve", outgoing.approve, name="approve_refund"),
    path("refunds/<int:pk>/cancel", outgoing.cancel, name="cancel_refund"),
    path("refunds/<int:pk>/confirm", outgoing.confirm, name="confirm_refund"),
    path("transfers/<int:pk>/undo", outgoing.back, name="undo_transfer"),
    path("bank/accuracy", accuracy.accuracy, name="matching_accuracy"),
    path("bank/rules", rules.rules, name="matching_rules"),
    path("bank/rules/change", rules.change, name="change_matching"),
    path("bank/rules/recalibrate", rules.calibrate, name="recalibrate"),
    path("bank/accounts/<int:pk>/attach", views.attach, name="attach_account"),
    path("bank/lines/<int:pk>", applying.line, name="bank_line"),
    path("bank/lines/<int:pk>/apply", applying.apply, name="apply_line"),
    path("bank/lines/<int:pk>/accept", applying.accept, name="accept_proposal"),
    path("bank/lines/<int:pk>/refuse", applying.refuse, name="refuse_proposal"),
    path("bank/lines/<int:pk>/aside", applying.aside, name="set_aside"),
    path("bank/lines/<int:pk>/back", applying.back, name="take_back"),
    path("bank/lines/<int:pk>/tie", returns.tie, name="tie_return"),
    path("bank/lines/<int:pk>/dismiss", returns.dismiss, name="dismiss_return"),
    path("bank/lines/<int:pk>/undo-return", returns.undo, name="undo_return"),
    path("bank/doubts/<int:pk>", applying.same, name="confirm_same"),
    path("applications/<int:pk>/undo", applying.undo, name="undo_application"),
]

_OUTGOING = (
    "payment", "apply_payment", "refund_payment", "transfer_payment", "approve_refund", "cancel_refund",
    "confirm_refund", "undo_transfer", "refund_rule", "prepare_refunds", "refund_file", "cancel_refund_file",
)  # fmt: skip

NAVIGATION = Navigation(
    Entry("bank", _("Banque"), "building-bank", "data", 20, module="bank", roles=KEEPERS, waiting=to_apply),
    Entry(
        "unapplied_cash",
        _("Encaissements non affectés"),
        "hourglass",
        "data",
        21,
        module="bank",
        roles=KEEPERS,
        inside=_OUTGOING,
    ),
    Entry(
        "slips",
        _("Remises"),
        "checklist",
        "data",
        23,
        module="bank",
        roles=KEEPERS,
        inside=("key_slip", "slip", "tie_slip", "untie_slip", "cancel_slip"),
    ),
    Entry(
        "payouts",
        _("Versements de prestataires"),
        "coin",
        "data",
        24,
        module="bank",
        roles=KEEPERS,
        inside=("payout", "tie_payout", "untie_payout", "dismiss_payout", "await_payout"),
    ),
    modules={"undo_application": ""},  # what the ledger applied is undone there too
)
