"""Settings, urls, entry points and the `jornada` command: the only place that joins everything."""
