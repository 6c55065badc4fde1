"""A development machine's services: embedded PostgreSQL and Redis, worker, pages. Of this, production reads `addresses` only."""
