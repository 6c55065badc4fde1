"""How the service itself fares: is it ready, what it measures, what it logs, who works, and the page that shows it."""
