"""How much text there is, as a multilingual model counts it."""


def estimated_tokens(text: str) -> float:
    """About the tokens of a multilingual subword model: scripts without spaces cost more a character."""
    wide = sum("\u2e80" <= character <= "\uffdc" for character in text)
    south_asian = sum("\u0900" <= character <= "\u1fff" for character in text)
    return wide / 1.6 + south_asian / 3 + (len(text) - wide - south_asian) / 4.2
