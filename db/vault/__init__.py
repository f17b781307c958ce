"""The data key of a ledger file and the slots that open it."""
