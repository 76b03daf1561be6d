"""What people may ask of whoever holds their data, residents and members alike: each request gets a dated reply."""
