"""Bringing what waits in the ledger to people: lanes, their runners, and the engines that run them."""
