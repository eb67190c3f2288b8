"""The guidance note as data, the rules it lays down, and finding the right part of it."""
