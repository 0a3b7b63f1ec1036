"""Forms with which staff ask for an action; the rules themselves are in `agreements.actions`."""
