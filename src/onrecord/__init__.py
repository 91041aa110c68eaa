"""Onrecord."""
