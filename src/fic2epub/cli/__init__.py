"""Flags in, words and exit codes out."""
