"""Books onto an e-reader: which are there, where books go on each, and how they get there whole."""
