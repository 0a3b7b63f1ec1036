"""The work list of the office: records that wait, each with reason, day, person and next action."""
