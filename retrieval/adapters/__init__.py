"""Retrieval's ties to the world outside its core."""
