"""Pages: for anybody, for the operator, for officers."""
