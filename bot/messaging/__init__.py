"""What comes in is never lost, what goes out goes once: inbox, lines, outbox; knows no framework and no answers."""
