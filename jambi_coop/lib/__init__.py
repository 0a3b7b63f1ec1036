"""What knows no app of the project and could serve any other; a shelf for each subject."""
