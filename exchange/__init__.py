"""Spreadsheets in and out: reading workbooks, recognising columns, ledgers of each kind, export."""
