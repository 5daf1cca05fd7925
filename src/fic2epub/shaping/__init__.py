"""A Manuscript becomes a Story."""
