"""Papers: one folder per form, with form.py (frozen data), page.html and style.css; how they are rendered and where."""
