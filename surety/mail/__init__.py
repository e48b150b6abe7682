"""Messages, the outbox they wait in, and their delivery."""
