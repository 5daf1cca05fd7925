"""A Story becomes a Book."""
