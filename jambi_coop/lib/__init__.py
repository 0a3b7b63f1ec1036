"""Code that knows no app of the project and could serve any other; one package for each subject."""
