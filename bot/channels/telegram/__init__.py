"""Telegram: reading updates, writing HTML, one error map; shared by every bot there."""
