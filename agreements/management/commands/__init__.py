"""One module for each command; Django takes the name of the command from the module."""
