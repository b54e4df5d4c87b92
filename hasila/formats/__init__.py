"""Files and what stands in them: one module a form."""
