"""Issued documents: 見積書, 注文請書, 納品書, 請求書, 領収書 and their corrections.

Owns the seller's details with their dates, the numbers without gaps, the rows of documents, and
their bytes as they were issued. Knows nothing of contracts: who issues says what stands in it.
"""
