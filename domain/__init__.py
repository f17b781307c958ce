"""The office's rules on plain values: no Qt, no SQL, no files."""
