"""What is particular to Brazil: its states and municipalities, chats on WhatsApp."""
