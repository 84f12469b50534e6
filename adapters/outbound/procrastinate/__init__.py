"""procrastinate, the job library over PostgreSQL, as the queue of a unit of work."""
