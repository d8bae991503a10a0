"""Handing questions over to people, and bringing their answers back; knows no vendor's chat."""
