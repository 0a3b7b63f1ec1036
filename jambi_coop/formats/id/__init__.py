"""Formats of the Indonesian pages."""
