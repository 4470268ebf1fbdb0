"""Files taken in: ledgers, bank statements, companion tables; what each brought and what it refused."""
