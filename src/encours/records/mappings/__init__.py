"""How tables of any layout are read, files that wait to be read, and rows put right."""
