"""What is counted: the backlog, the indicators, the charts, the report of a period."""
