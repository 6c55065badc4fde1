"""The glossary and the methods as data."""
