"""A store in Milvus: what answers questions lies there, so processes that answer hold no state."""
