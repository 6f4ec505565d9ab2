"""Views (*visning*): tables and sections as text, Markdown and HTML. A renderer knows nothing of chapters."""
