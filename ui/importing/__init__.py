"""Importing spreadsheets: columns, findings, and only then the writing."""
