"""Building blocks of the staff's pages, and the pages of rows that belong to no other room."""
