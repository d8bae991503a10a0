"""Where inquirers talk with the assistant, and how answers look there."""
