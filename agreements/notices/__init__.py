"""What falls due, who hears of it, and on which day; nothing here sends or stores anything."""

from .people import account_closed, head_of_coordination, those_for_agreement, those_in_charge

__all__ = ["account_closed", "head_of_coordination", "those_for_agreement", "those_in_charge"]
