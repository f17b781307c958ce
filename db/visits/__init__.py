"""走访: visits on record, what is still to be visited, and the sheets they come from."""
