"""总览: today, charts, indicators, the monthly report."""
