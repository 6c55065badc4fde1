"""Backups: database and documents as of one moment, verified by their digests, and their way back."""
