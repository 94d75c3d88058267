"""Documents from the web: pages and sitemaps, fetched from public addresses only."""
