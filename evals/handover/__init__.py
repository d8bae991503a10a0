"""Plays hand-overs between inquirers and officials, with faults, over the real conversations, store and web rooms."""
