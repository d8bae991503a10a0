"""Measures all of it offline."""
