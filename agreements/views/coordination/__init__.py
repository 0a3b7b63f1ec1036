"""The coordination desk: where every paper lies, since when, and who must move."""

from .view import coordination_desk, may_open

__all__ = ["coordination_desk", "may_open"]
