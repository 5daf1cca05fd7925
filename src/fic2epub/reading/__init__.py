"""Bytes become a Manuscript."""
