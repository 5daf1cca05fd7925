"""fic2epub: a saved story becomes a book, and no word of it is lost."""

__version__ = "0.1.0"
