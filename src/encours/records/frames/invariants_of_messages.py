"""Invariants of messages, of what stopped them and of the files they keep."""

from __future__ import annotations

from typing import Final

_MESSAGE_STATE = """
SELECT m.creditor_id, m.id, m.state AS label, NULL AS found, NULL AS expected
FROM encours_messages_message m
LEFT JOIN (SELECT message_id, MAX(id) AS id FROM encours_messages_delivery GROUP BY message_id) last
       ON last.message_id = m.id
LEFT JOIN encours_messages_delivery d ON d.id = last.id
WHERE (m.state IN ('delivered', 'shadowed', 'refused', 'uncertain') AND (d.id IS NULL OR d.state <> m.state))
   OR (m.state = 'recalled' AND (d.id IS NULL OR d.state <> 'delivered'))
   OR (m.state IN ('proposed', 'approved', 'leased', 'handed', 'stopped')
       AND d.state IN ('delivered', 'shadowed'))
"""
_SENT_UNAPPROVED = """
SELECT m.creditor_id, m.id, m.state AS label, NULL AS found, NULL AS expected FROM encours_messages_message m
WHERE m.state IN ('handed', 'delivered', 'shadowed', 'uncertain') AND m.needs_approval
  AND (m.approved_at IS NULL OR m.approval_rule <> '' AND NOT EXISTS (
    SELECT 1 FROM encours_messages_approvaldecision d
    WHERE d.creditor_id = m.creditor_id AND d.message_key = m."key" AND d.decision = 'approved'))
"""
_DELIVERED_TWICE = """
SELECT MIN(creditor_id) AS creditor_id, message_id AS id, '' AS label, COUNT(*) AS found, 1 AS expected
FROM encours_messages_delivery WHERE state = 'delivered' GROUP BY message_id HAVING COUNT(*) > 1
"""
_STEP_TWICE = """
SELECT MIN(d.creditor_id) AS creditor_id, i.receivable_id AS id, r.number AS label,
       COUNT(DISTINCT d.message_id) AS found, 1 AS expected
FROM encours_messages_delivery d JOIN encours_messages_messageitem i ON i.message_id = d.message_id
JOIN receivables_receivable r ON r.id = i.receivable_id
WHERE d.state = 'delivered' AND i.position IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM encours_messages_bounce b WHERE b.message_id = d.message_id)
  AND NOT EXISTS (SELECT 1 FROM encours_messages_message m WHERE m.id = d.message_id AND m.state = 'recalled')
GROUP BY i.receivable_id, i.position, r.number HAVING COUNT(DISTINCT d.message_id) > 1
"""
_STEP_BY_PERSON_TWICE = """
SELECT MIN(s.creditor_id) AS creditor_id, MIN(s.id) AS id, MIN(s.kind) AS label, COUNT(*) AS found, 1 AS expected
FROM cases_steptask s WHERE s.because = 'step' AND s.done_on IS NOT NULL
GROUP BY s.receivable_id, s.position HAVING COUNT(*) > 1
"""
_LEASE = """
SELECT creditor_id, id, state AS label, NULL AS found, NULL AS expected FROM encours_messages_message
WHERE (state = 'leased' AND (lease_until IS NULL OR lease_worker = ''))
   OR (state = 'handed' AND handed_at IS NULL)
"""
_LINE_OF_ANOTHER = """
SELECT m.creditor_id, i.id, r.number AS label, r.customer_id AS found, m.customer_id AS expected
FROM encours_messages_messageitem i JOIN encours_messages_message m ON m.id = i.message_id
JOIN receivables_receivable r ON r.id = i.receivable_id WHERE r.customer_id <> m.customer_id
  AND NOT EXISTS (SELECT 1 FROM merging_move v WHERE v."row" = r.id AND v.label = 'receivables.Receivable')
"""
_STOPPED = """
SELECT s.creditor_id, s.id, s.kind AS label, NULL AS found, NULL AS expected
FROM cases_stop s LEFT JOIN encours_messages_message m ON m.id = s.message_id
LEFT JOIN work_task t ON t.id = s.task_id LEFT JOIN cases_call k ON k.id = s.call_id
WHERE (s.kind <> 'recall' AND m.state <> 'stopped') OR (t.id IS NOT NULL AND t.done_at IS NULL) OR k.waiting
   OR s.kind <> 'recall' AND EXISTS (SELECT 1 FROM encours_messages_delivery d
              WHERE d.message_id = s.message_id AND d.state IN ('delivered', 'shadowed'))
   OR s.kind = 'recall' AND NOT EXISTS (SELECT 1 FROM encours_messages_letterending e
              WHERE e.message_id = s.message_id AND e.kind = 'recalled' AND NOT e.undone)
"""
_RECALLED = """
SELECT m.creditor_id, m.id, m.state AS label, NULL AS found, NULL AS expected FROM encours_messages_message m
LEFT JOIN encours_messages_letterending e ON e.message_id = m.id AND NOT e.undone
LEFT JOIN encours_messages_recallanswer a ON a.ending_id = e.id
WHERE (m.state = 'recalled' AND (e.kind IS NULL OR e.kind <> 'recalled' OR a.found = 'gone'))
   OR (m.state <> 'recalled' AND e.kind = 'recalled' AND (a.found IS NULL OR a.found <> 'gone'))
   OR (e.kind = 'recalled' AND CASE WHEN e.to_answer THEN 1 ELSE 0 END <> CASE WHEN a.id IS NULL THEN 1 ELSE 0 END)
"""
_NEVER_LAID = """
SELECT e.creditor_id, e.id, e.kind AS label, NULL AS found, NULL AS expected FROM encours_messages_letterending e
WHERE NOT EXISTS (SELECT 1 FROM encours_messages_delivery d WHERE d.message_id = e.message_id
                  AND d.channel = 'letter' AND d.state = 'delivered' AND d."on" <= e."on")
"""
_UNPOSTED = """
SELECT e.creditor_id, e.id, e.kind AS label, NULL AS found, NULL AS expected FROM encours_messages_letterending e
LEFT JOIN encours_messages_postedundone u ON u.ending_id = e.id
WHERE CASE WHEN e.undone THEN 1 ELSE 0 END <> CASE WHEN u.id IS NULL THEN 0 ELSE 1 END OR u.recorded_at < e.recorded_at
"""
_ANSWERED = """
SELECT a.creditor_id, a.id, a.found AS label, NULL AS found, NULL AS expected FROM encours_messages_recallanswer a
JOIN encours_messages_letterending e ON e.id = a.ending_id
WHERE e.kind <> 'recalled' OR a.recorded_at < e.recorded_at
"""
_STOP_EARLY = """
SELECT s.creditor_id, s.id, s.kind AS label, s.after_ms AS found, NULL AS expected
FROM cases_stop s JOIN cash_bankline l ON l.id = s.line_id JOIN cash_statement f ON f.id = l.statement_id
JOIN documents_intake i ON i.id = f.intake_id WHERE s.how <> 'ledger' AND s.recorded_at < i.recorded_at
"""
_FUTURE = """
SELECT m.creditor_id, m.id, m.state AS label, m.facts_version AS found, c.facts_version AS expected
FROM encours_messages_message m JOIN parties_customer c ON c.id = m.customer_id
WHERE m.facts_version > c.facts_version
"""
_DOCUMENT = """
SELECT d.creditor_id, d.id, d.subject AS label, NULL AS found, NULL AS expected
FROM encours_messages_delivery d JOIN documents_keptfile k ON k.id = d.document_id
WHERE k.sha256 <> d.document_sha256
"""
# What a person chose, no history undoes; and what history chose says from what.
_CHANNEL = """
SELECT h.creditor_id, h.id, h.channel AS label, p.id AS found, NULL AS expected
FROM encours_messages_channelchoice h
LEFT JOIN encours_messages_channelchoice p ON p.customer_id = h.customer_id AND p.how = 'person' AND p.id < h.id
WHERE h.how = 'history' AND (p.id IS NOT NULL OR h.facts = '')
"""
MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "message_state_without_delivery": ("encours_messages.Message", _MESSAGE_STATE),
    "message_sent_unapproved": ("encours_messages.Message", _SENT_UNAPPROVED),
    "message_delivered_twice": ("encours_messages.Message", _DELIVERED_TWICE),
    "step_delivered_twice": ("receivables.Receivable", _STEP_TWICE),
    "step_done_twice_by_people": ("cases.StepTask", _STEP_BY_PERSON_TWICE),
    "message_held_by_nobody": ("encours_messages.Message", _LEASE),
    "message_line_of_another_customer": ("encours_messages.MessageItem", _LINE_OF_ANOTHER),
    "stopped_and_yet_done": ("cases.Stop", _STOPPED),
    "letter_recalled_and_yet_counted": ("encours_messages.Message", _RECALLED),
    "letter_unposted_without_a_word": ("encours_messages.LetterEnding", _UNPOSTED),
    "letter_ended_and_never_laid": ("encours_messages.LetterEnding", _NEVER_LAID),
    "answer_about_no_recall": ("encours_messages.RecallAnswer", _ANSWERED),
    "stopped_before_it_arrived": ("cases.Stop", _STOP_EARLY),
    "message_from_facts_not_yet_written": ("encours_messages.Message", _FUTURE),
    "channel_chosen_over_a_person": ("encours_messages.ChannelChoice", _CHANNEL),
    "delivery_of_another_document": ("encours_messages.Delivery", _DOCUMENT),
}
"""By code: the table, and the query of the rows that break it."""
