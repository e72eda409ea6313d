import random,time,collections
from tests.oracle.random_rules import random_clauses, shipped_clauses
from tests.oracle.random_tenders import random_round, random_units
from tests.oracle.engine_lots import to_lots
from tests.oracle.plain import award_plain
B=shipped_clauses(); st=collections.Counter(); n=0; t=time.perf_counter(); use=collections.Counter()
for k in range(4000):
    rng=random.Random(f"0/{k}")
    label,c=random_clauses(rng,B); lots=random_round(rng,c); u=random_units(rng,lots)
    r=award_plain(lots,c,[str(x) for x in u],True); n+=len(lots)
    for name in type(c).model_fields: use[name,getattr(c,name).use]+=1
    for x,lot in zip(r,lots):
        st.update(x.state)
        won={'won','won-negotiated','revived-shortlisted','revived-not-shortlisted'}
        if not all((s in won)==(rk>0)==(p>0) for s,rk,p in zip(x.state,x.rank,x.price)): print("odd",k,x.state,x.rank,x.price,[b.price for b in lot.bids],[b.ceiling for b in lot.bids],[b.strength_ratio for b in lot.bids],c.negotiation.use,c.conversion)
        assert all(s for s in x.state)
print(n,time.perf_counter()-t,st); print(use)
