"""`/v1/jobs`: the endpoints, the bodies they return, and the stream of a job's events."""
