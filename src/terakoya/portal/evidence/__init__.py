"""受講記録一式: what an organisation hands to an auditor, made by the worker, verified offline.

Owns EvidencePack and its bytes. Does not own what is in it (learning, audit) nor how a pack is
verified (`terakoya.evidence`, which needs no portal).
"""
