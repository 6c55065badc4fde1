"""What the words mean and how every number is made, as pages and as data. It alone knows both how documents are checked and compared."""
