"""How much fits where in Slack, by its reference and slack_sdk's models, with room to spare where they are vague."""

BLOCKS = 49
"""Slack takes 50 in a message: one stays free for the line that says what was chosen."""

MESSAGE = 12_500
"""By `splitting.weight`. Undocumented: refused from about 13,200 characters, the wrapping of blocks counted too."""

VIEW_BLOCKS = 100
SECTION = 3000
HEADER = 150
CONTEXT_TEXT = 2000
ACTIONS = 25
ACTIONS_WEIGHT = 10_000
BUTTON = 75
OPTION = 75
OPTIONS = 100
CHECKBOXES = 10
TITLE = 24
LABEL = 2000
PLACEHOLDER = 150
INITIAL_TEXT = 3000
METADATA = 3000
IDENTIFIER = 255

TEXT_BYTES = 4000
"""Of the text beside the blocks: chat.update refuses more, counted in bytes after escaping."""
