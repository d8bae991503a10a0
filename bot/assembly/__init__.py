"""Composition root of the service: joins dialogues, messaging, the web app and the channels."""
