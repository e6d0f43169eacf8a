//! What is made over the REST API is made whole, or not at all.
