"""The office's own rules: colours, limits, calendar, categories, routing."""
