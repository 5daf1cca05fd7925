"""A Book becomes the bytes of an .epub."""
