"""A Slack workspace on this machine, for tests, evaluation and pictures."""
