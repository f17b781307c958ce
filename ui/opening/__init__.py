"""Before a ledger is open: welcome, password, a new ledger."""
