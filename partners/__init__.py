"""Partners abroad, their contact persons and former addresses, with their pages; this app imports no agreement."""
