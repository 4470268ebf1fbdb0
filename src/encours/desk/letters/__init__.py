"""Letters to post: what lies in the outbox, what was recalled of it, and what people say of both."""
