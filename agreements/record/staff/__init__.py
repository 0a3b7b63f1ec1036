"""What pages of the staff are built from, and the pages of rows that belong to no other room."""
