"""Where files come from by themselves: folders, the mailbox, senders allowed; what came, with its proof of origin."""
