import sys
from tests.oracle.random_rules import shipped_clauses
from tests.oracle.test_agreement import _bare
B=shipped_clauses()
def b(v):
    if isinstance(v,dict):
        if "source" in v: return b(v["value"])
        return {k:b(x) for k,x in v.items()}
    if isinstance(v,(list,tuple)): return [b(x) for x in v]
    return v
for n in sys.argv[1:]:
    print("==",n)
    for k,v in B[n].model_dump(mode="json",exclude_none=True).items():
        if v!={"use":"none"}: print("  ",k,b(v))
