"""What somebody has to do, as iCalendar (RFC 5545) for Outlook, Google and Apple."""
