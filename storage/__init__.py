"""What is kept: tables, queries and migrations. SQLite by default, PostgreSQL by URL."""
