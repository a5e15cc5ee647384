//! One folder a page, with its server functions beside it.
