"""What falls due, who hears of it, and on which day; nothing here sends or stores anything."""
