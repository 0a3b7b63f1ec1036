"""What a record of any app may have: a publication class, a place in the trash, texts in two languages, people."""
