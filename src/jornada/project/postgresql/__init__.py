"""PostgreSQL as Django has it, but a connection of the pool is handed out without asking the server first."""
