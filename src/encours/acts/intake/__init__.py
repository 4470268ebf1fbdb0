"""Files that come by themselves: places watched, what comes from them, senders allowed, documents set aside."""
