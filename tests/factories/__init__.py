"""Named people and shops that tests tell their stories with; one module per slice."""
