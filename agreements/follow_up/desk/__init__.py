"""The desk of follow-ups: who has to do what, what is late, and the small changes that need no form of their own."""

from .view import desk

__all__ = ["desk"]
