"""Parts that records of any app share: publication class, trash, texts in two languages, names of people."""
