"""Who hears of what falls due, on which day and by which message: planning, mails, preferences, calendar links."""
