"""The work list of the office: records that wait for somebody, with the reason, the day, the person and the next
action."""
