"""The work list of the office: what waits, why, since when, in whose hands, and what to do next."""
