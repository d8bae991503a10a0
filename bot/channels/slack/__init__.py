"""The officials' desk on Slack, on slack-bolt."""
