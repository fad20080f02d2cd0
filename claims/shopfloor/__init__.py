"""Reception, work order, part lines, extras, inspection, old parts, delivery."""
