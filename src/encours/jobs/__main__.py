"""`python -m encours.jobs`."""

from encours.jobs.cli import main

if __name__ == "__main__":  # a process that helps loads this module too
    main()
