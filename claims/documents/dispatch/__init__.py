"""The dispatch sheet (form 6-6): who does which items of the order, where and when; and who was sent before (C9)."""
