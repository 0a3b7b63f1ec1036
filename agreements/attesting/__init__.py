"""Confirmations of offices: what an office answers on its agreements, and its acceptance by a second person."""
