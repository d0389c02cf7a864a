"""The only room with SQLAlchemy: tables, the doors to them, and the queries written against the doors."""
