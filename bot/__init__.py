"""Answers inquirers, hands over to officials."""
