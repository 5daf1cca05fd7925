"""Books onto an e-reader: which are there, where books go on each, and how they get there whole."""

from __future__ import annotations

from fic2epub.delivering.kinds import Kind, Marker, kinds
from fic2epub.delivering.recognised import Device, device_at, recognised, the_device, words_for_the_hidden
from fic2epub.delivering.sending import Delivered, Delivery, Parcel, Undelivered, send

__all__ = [
    "Delivered",
    "Delivery",
    "Device",
    "Kind",
    "Marker",
    "Parcel",
    "Undelivered",
    "device_at",
    "kinds",
    "recognised",
    "send",
    "the_device",
    "words_for_the_hidden",
]
