"""Questions to the database that change nothing, one module per page or report."""
