"""Answers from the register, in fixed words of the inquirer's language: one file a kind of question."""
