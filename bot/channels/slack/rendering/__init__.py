"""From our messages, forms and cases to what Slack's API takes: pure, as plain dictionaries, and inside its limits.

Listeners call `bubbles` (one message of ours, as one or more of Slack's), `answered` (after a click), `modal`,
`values_of` and `errors_of` (forms), `options_for` and `picked` (searching as one types), `more_view` ("lees meer"),
`home_view`, `suggested_prompts`, `loading_view` and `told_view`. `identifiers` says which click is what.
"""
