"""What a conversation is: events in, what follows from them out; the same for every channel."""
