"""The officials' conversation: what follows from what they write and press."""
