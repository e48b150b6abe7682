"""From HTML to PDF bytes by xhtml2pdf. Nothing outside this package imports xhtml2pdf or reportlab, and this package is imported
only when the first document is drawn, so that the web process starts without them.
"""
