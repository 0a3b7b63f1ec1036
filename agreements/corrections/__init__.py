"""Corrections: one row of a record is taken back, with a reason, once nothing stands on it any more."""
