"""A Manuscript, less what the site put there."""
