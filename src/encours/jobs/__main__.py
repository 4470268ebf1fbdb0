"""`python -m encours.jobs`."""

from encours.jobs.cli import main

main()
