"""Reminders of what falls due: recipients, days, messages and mails, preferences, calendar links."""
