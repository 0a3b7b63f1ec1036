"""Writes that touch several models, and the only writers of `stage`, class and trash.

Keyword-only functions in one transaction, with `by` (who) and `today` or `now`; no request, no clock.
"""
