"""Finds passages and facts in the corpus; knows nothing of chat."""
