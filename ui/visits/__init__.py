"""走访: who is still to be visited, the visits on record, entering one in half a minute."""
