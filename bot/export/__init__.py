"""A dossier or a talk report as a document to paste or print: pure, from loaded cases to Markdown and PDF."""
