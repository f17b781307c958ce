"""Plain values to PDF: fonts, text, tables, the page, one notice, many notices."""
