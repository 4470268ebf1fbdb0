"""An invented French company whose books, statements and customers show one of each situation.

Everything is drawn from a day and a seed. Nobody in it exists: the SIREN start with 000, which INSEE
never gives, the banks, towns and postcodes are made up, e-mail ends in `.example`, and telephone
numbers lie in the ranges kept for fiction (ARCEP 01 99 00 and its like, Ofcom 020 7946 0).
"""

from encours.jobs.demo_company.writing import DemoFacts, DemoFiles, write_demo

__all__ = ["DemoFacts", "DemoFiles", "write_demo"]
