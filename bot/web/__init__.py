"""The one HTTP app that every inbound channel shares."""
