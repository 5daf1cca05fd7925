"""The nouns: what a file said, what the author wrote, what the reader holds, what was done between."""
