"""Files are parsed in a worker process, so that no file can stop, crash or fill the process that asked."""
